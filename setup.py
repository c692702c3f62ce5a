"""What pyproject.toml cannot say: the package has three roots, the code, the course, and the documents.

`deskside lab` of an installed package lays its working copy down from ``deskside.notebooks``: the folder
``notebooks``. `deskside explain` reads what the model assumes from ``deskside.docs``, which is docs/model.md
alone. Everything else is in pyproject.toml.
"""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages("simulations"), "deskside.notebooks", "deskside.docs"],
    package_dir={"": "simulations", "deskside.notebooks": "notebooks", "deskside.docs": "docs"},
)

"""What pyproject.toml cannot say: the package has two roots, the code and the course.

`deskside lab` of an installed package lays its working copy down from ``deskside.notebooks``: the folder
``notebooks``. Everything else is in pyproject.toml.
"""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages("simulations"), "deskside.notebooks"],
    package_dir={"": "simulations", "deskside.notebooks": "notebooks"},
)

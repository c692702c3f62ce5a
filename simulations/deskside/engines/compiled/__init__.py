from deskside.engines.simpy_desk import SimpyRun as CompiledRun

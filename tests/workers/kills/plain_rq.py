"""The baseline: RQ as it comes."""


def work_plainly(told):
    raise NotImplementedError(told)

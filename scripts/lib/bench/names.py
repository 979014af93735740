"""How variants are called, in tables, chart and JSON alike."""

BARE = "bare process"
DOCKER_RUN = "docker run"
DOCKER_RUN_ISOLATED = "docker run --network none"
ENGINE_LOOP = "bare loop over the Engine API"


def run(start: str, network: bool = True) -> str:
    """A run through the API; `start` is what its answer says."""
    return f"POST /run, {start}" + ("" if network else ", no network")

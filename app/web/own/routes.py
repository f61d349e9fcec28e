"""`/own/generations`: what pages of own networks ask to see whether a file has been saved since."""

from fastapi import APIRouter

from .registry import own_networks

PATH = "/own/generations"

router = APIRouter(include_in_schema=False)


@router.get(PATH)
async def generations() -> dict[str, str]:  # async: it is asked twice a second, and reads a dictionary
    """The generation of every own network."""
    return {name: network.generation for name, network in own_networks().items()}

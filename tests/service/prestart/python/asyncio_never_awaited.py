import asyncio


async def never():
    pass


never()
print(asyncio.get_event_loop_policy().__class__.__name__)

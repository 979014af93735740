import asyncio


async def fail():
    await asyncio.sleep(0)
    raise ValueError("in a task")


async def main():
    task = asyncio.create_task(fail(), name="named")
    print(await asyncio.gather(asyncio.sleep(0.01, "slept"), asyncio.to_thread(len, "abc")))
    process = await asyncio.create_subprocess_exec("echo", "from a child", stdout=asyncio.subprocess.PIPE)
    print(await process.communicate())
    await task


asyncio.run(main())

"""Works while this pod leads, in slices; the fence is for one that is still under way when the yes ends. Python 3."""
import json, os, time, urllib.request

elector = os.environ.get("ELECTOR", "http://localhost:4040")
store = os.environ["STORE"]


def now():  # In seconds, by the clock that counts suspend.
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def ask(query="", patience=1):
    asked = now()  # A yes counts from the question: the answer may have waited somewhere.
    with urllib.request.urlopen(f"{elector}/leader{query}", timeout=patience) as response:
        status = json.load(response)
    return status, asked + status["validForMilliseconds"] / 1000


def work(status, end):  # One slice; the store refuses a token that is smaller than one that it has seen.
    if status["fencingToken"] is None:
        raise ValueError("no fencing token, so no work")
    headers = {"Fencing-Token": str(status["fencingToken"])}
    request = urllib.request.Request(f"{store}/{status['identity']}", method="PUT", headers=headers, data=b"")
    urllib.request.urlopen(request, timeout=end - now()).close()
    if now() >= end:  # The timeout is for each wait, not for all of them.
        raise TimeoutError("the yes ended before the slice: it counts as failed")
    time.sleep(0.05)


while True:
    try:
        status, end = ask()
        if not status["isLeader"]:
            # Answered as soon as that changes. A yes that was waited for is not acted on: the next turn asks again.
            ask(f"?wait=30s&revision={status['revision']}", patience=31)
        elif now() < end:
            work(status, end)
        else:
            time.sleep(0.2)
    except (OSError, ValueError) as error:
        print(error, flush=True)  # No answer is a no, and so is a refusal.
        time.sleep(0.2)

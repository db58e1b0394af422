"""Works while this pod leads, in slices that end before the last yes does. Python 3, nothing else."""
import json, os, time, urllib.request

elector = os.environ.get("ELECTOR", "http://localhost:4040")
store = os.environ["STORE"]


def ask(query="", patience=1):
    asked = time.monotonic()  # A yes counts from the question: the answer may have waited somewhere.
    with urllib.request.urlopen(f"{elector}/leader{query}", timeout=patience) as response:
        status = json.load(response)
    return status, asked + status["validForMilliseconds"] / 1000


def work(status, end):  # One slice; the store refuses a token that is smaller than one that it has seen.
    headers = {"Fencing-Token": str(status["fencingToken"])}
    request = urllib.request.Request(f"{store}/{status['identity']}", method="PUT", headers=headers, data=b"")
    urllib.request.urlopen(request, timeout=end - time.monotonic()).close()
    time.sleep(0.05)


while True:
    try:
        status, end = ask()
        if status["isLeader"] and time.monotonic() < end:
            work(status, end)
        elif not status["isLeader"]:
            # Answered as soon as that changes. A yes that was waited for is not acted on: the next turn asks again.
            ask(f"?wait=30s&revision={status['revision']}", patience=31)
    except (OSError, ValueError) as error:
        print(error, flush=True)  # No answer is a no.
        time.sleep(0.2)

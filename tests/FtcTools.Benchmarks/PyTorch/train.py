"""Trains one network a line of standard input, in this one thread; answers each with a line. See AgainstPyTorch.cs."""
import json
import math
import sys
import time

import torch

torch.set_num_threads(1)


def network(layers):
    modules = []
    for weights, bias in layers:
        linear = torch.nn.Linear(len(weights[0]), len(weights))
        with torch.no_grad():
            linear.weight.copy_(torch.tensor(weights))
            linear.bias.copy_(torch.tensor(bias))
        modules += [linear, torch.nn.ReLU()]
    return torch.nn.Sequential(*modules[:-1])


def train(net, x, z, steps, rate, foreach):
    adam = torch.optim.Adam(net.parameters(), lr=rate, foreach=foreach)
    for step in range(steps):
        adam.param_groups[0]["lr"] = rate * (1 + math.cos(math.pi * step / steps)) / 2
        adam.zero_grad(set_to_none=True)
        torch.nn.functional.mse_loss(net(x), z).backward()
        adam.step()


def seconds(job, foreach, steps):
    net, x, z = network(job["layers"]), torch.tensor(job["x"]), torch.tensor(job["z"])
    start = time.process_time()
    train(net, x, z, steps, job["rate"], foreach)
    return time.process_time() - start


foreach = None
print(json.dumps({"version": torch.__version__}), flush=True)
for line in sys.stdin:
    job = json.loads(line)
    if foreach is None:
        seconds(job, False, 50)
        foreach = seconds(job, True, 200) < seconds(job, False, 200)
    net, x, z = network(job["layers"]), torch.tensor(job["x"]), torch.tensor(job["z"])
    wall, cpu = time.perf_counter(), time.process_time()
    train(net, x, z, job["steps"], job["rate"], foreach)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    with torch.no_grad():
        loss = torch.nn.functional.mse_loss(net.double()(x.double()), z.double()).item()
    print(json.dumps({"loss": loss, "wall": wall, "cpu": cpu}), flush=True)

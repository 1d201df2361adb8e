#!/usr/bin/env python3
"""Makes the TorchScript files and ONNX twins of the tests. Needs PyTorch (Debian: apt-get install python3-torch)."""
import zipfile

import torch
from torch import nn


class Small(nn.Module):
    def __init__(self, activation):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 4, stride=4)
        self.bn = nn.BatchNorm2d(2)
        self.drop = nn.Dropout(0.2)
        self.fc = nn.Linear(98, 10)
        self.tanh: bool = activation == "tanh"

    def forward(self, x):
        x = self.bn(self.conv(x))
        x = torch.tanh(x) if self.tanh else torch.relu(x)
        return self.fc(self.drop(torch.flatten(x, 1)))


def export(model, path, training=torch.onnx.TrainingMode.PRESERVE):
    torch.onnx.export(
        model.eval(), torch.zeros(2, 1, 28, 28), path, input_names=["input"], output_names=["output"], opset_version=13,
        dynamic_axes={"input": {0: "n"}, "output": {0: "n"}}, training=training, do_constant_folding=False)


def small(seed, activation="relu"):
    torch.manual_seed(seed)
    return Small(activation)


def save(program, path):
    """Saves a program without where its lines come from, which is most of a small file."""
    torch.jit.save(program, path)
    with zipfile.ZipFile(path) as file:
        records = [(entry.filename, file.read(entry)) for entry in file.infolist() if not entry.filename.endswith(".debug_pkl")]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in records:
            file.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


save(torch.jit.script(small(1)), "scripted.pt")
save(torch.jit.trace(small(1).eval(), torch.zeros(2, 1, 28, 28)), "traced-evaluating.pt")
save(torch.jit.trace(small(1).train(), torch.zeros(2, 1, 28, 28), check_trace=False), "traced-training.pt")
save(torch.jit.script(small(1).double()), "double.pt")
export(small(1), "twin.onnx")
export(small(2), "other-weights.onnx")
export(small(1, "tanh"), "other-architecture.onnx")
export(small(1), "folded.onnx", torch.onnx.TrainingMode.EVAL)

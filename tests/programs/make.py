#!/usr/bin/env python3
"""Makes the TorchScript files and ONNX twins of the tests. Needs PyTorch (Debian: apt-get install python3-torch)."""
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


model = small(1)
torch.jit.save(torch.jit.script(model), "scripted.pt")
torch.jit.save(torch.jit.trace(model.eval(), torch.zeros(2, 1, 28, 28)), "traced-evaluating.pt")
torch.jit.save(torch.jit.trace(small(1).train(), torch.zeros(2, 1, 28, 28), check_trace=False), "traced-training.pt")
torch.jit.save(torch.jit.script(small(1).double()), "double.pt")
export(small(1), "twin.onnx")
export(small(2), "other-weights.onnx")
export(small(1, "tanh"), "other-architecture.onnx")
export(small(1), "folded.onnx", torch.onnx.TrainingMode.EVAL)

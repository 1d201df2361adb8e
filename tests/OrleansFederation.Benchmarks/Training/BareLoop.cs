using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;

namespace OrleansFederation.Training;

/// <summary>
/// What the platform's training is held against: the CNN of the mnist spec (225,034 parameters) trained by TorchSharp alone, with its own
/// modules and Adam, images channels-last after the first convolution, and pools before relus. The native libraries must be loaded, and
/// torch's threads set, before one is made. One instance a thread.
/// </summary>
internal sealed class BareLoop : IDisposable
{
    private const int Pixels = 28 * 28;

    private readonly Sequential _first;
    private readonly Sequential _rest;
    private readonly Parameter[] _parameters;
    private readonly float _mean;
    private readonly float _scale;

    /// <summary>Makes the model with torch's own initial values.</summary>
    /// <param name="mean">Subtracted from pixels in 0…1.</param>
    /// <param name="std">What they are then divided by.</param>
    public BareLoop(float mean = 0.1307f, float std = 0.3081f)
    {
        (_mean, _scale) = (mean, 1 / std);
        _first = torch.nn.Sequential(("0", torch.nn.Conv2d(1, 32, 3)));
        _rest = torch.nn.Sequential(
            ("2", torch.nn.MaxPool2d(2)),
            ("1", torch.nn.ReLU()),
            ("3", torch.nn.Conv2d(32, 64, 3)),
            ("5", torch.nn.MaxPool2d(2)),
            ("4", torch.nn.ReLU()),
            ("6", torch.nn.Flatten()),
            ("7", torch.nn.Linear(1600, 128)),
            ("8", torch.nn.ReLU()),
            ("9", torch.nn.Linear(128, 10)));
        _parameters = [.. _first.parameters(), .. _rest.parameters()];
    }

    /// <summary>Reads all parameters, in the order of the layers.</summary>
    public float[] Read() => [.. _parameters.SelectMany(parameter => MemoryMarshal.Cast<byte, float>(parameter.bytes).ToArray())];

    /// <summary>Replaces all parameters.</summary>
    /// <param name="values">The values, in the order of the layers.</param>
    public void Write(ReadOnlySpan<float> values)
    {
        foreach (var parameter in _parameters)
        {
            var own = MemoryMarshal.Cast<byte, float>(parameter.bytes);
            values[..own.Length].CopyTo(own);
            values = values[own.Length..];
        }
    }

    /// <summary>Trains one epoch with a new Adam, learning rate 0.001.</summary>
    /// <param name="images">Images of 28 × 28 bytes.</param>
    /// <param name="labels">A label 0 to 9 an image.</param>
    /// <param name="order">The examples in the order in which they are taken.</param>
    /// <param name="batchSize">Examples a step.</param>
    /// <returns>The mean loss.</returns>
    public double Train(ReadOnlySpan<byte> images, ReadOnlySpan<byte> labels, ReadOnlySpan<int> order, int batchSize = 32)
    {
        using var adam = torch.optim.Adam(_parameters, 0.001);
        _first.train();
        _rest.train();
        var sum = 0.0;
        for (var begin = 0; begin < order.Length; begin += batchSize)
        {
            using var scope = torch.NewDisposeScope();
            var indices = order.Slice(begin, Math.Min(batchSize, order.Length - begin));
            var (inputs, targets) = Batch(images, labels, indices);
            adam.zero_grad();
            var loss = torch.nn.functional.cross_entropy(Forward(inputs), targets);
            loss.backward();
            adam.step();
            sum += (double)loss.item<float>() * indices.Length;
        }

        return sum / order.Length;
    }

    /// <summary>Counts the images that the model classifies as labelled.</summary>
    /// <param name="images">Images of 28 × 28 bytes.</param>
    /// <param name="labels">A label 0 to 9 an image.</param>
    /// <returns>The share of them, 0 to 1.</returns>
    public double Accuracy(ReadOnlySpan<byte> images, ReadOnlySpan<byte> labels)
    {
        _first.eval();
        _rest.eval();
        var right = 0L;
        for (var begin = 0; begin < labels.Length; begin += 500)
        {
            using var scope = torch.NewDisposeScope();
            using var quiet = torch.no_grad();
            var (inputs, targets) = Batch(images, labels, [.. Enumerable.Range(begin, Math.Min(500, labels.Length - begin))]);
            right += Forward(inputs).argmax(1).eq(targets).sum().item<long>();
        }

        return (double)right / labels.Length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _first.Dispose();
        _rest.Dispose();
    }

    private torch.Tensor Forward(torch.Tensor inputs) =>
        _rest.forward(_first.forward(inputs).permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2));

    private (torch.Tensor Inputs, torch.Tensor Targets) Batch(ReadOnlySpan<byte> images, ReadOnlySpan<byte> labels, ReadOnlySpan<int> indices)
    {
        var inputs = torch.empty(indices.Length, 1, 28, 28);
        var targets = torch.empty(indices.Length, dtype: torch.int64);
        var pixels = MemoryMarshal.Cast<byte, float>(inputs.bytes);
        var classes = MemoryMarshal.Cast<byte, long>(targets.bytes);
        for (var i = 0; i < indices.Length; i++)
        {
            classes[i] = labels[indices[i]];
            var image = images.Slice(indices[i] * Pixels, Pixels);
            var own = pixels.Slice(i * Pixels, Pixels);
            for (var p = 0; p < Pixels; p++)
            {
                own[p] = (image[p] / 255f - _mean) * _scale;
            }
        }

        return (inputs, targets);
    }
}

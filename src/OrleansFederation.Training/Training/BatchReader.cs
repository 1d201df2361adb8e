using System.Runtime.InteropServices;
using OrleansFederation.Data;
using OrleansFederation.Modeling;
using TorchSharp;

namespace OrleansFederation.Training;

/// <summary>Reads batches of a data set straight into the memory of two tensors that are used again for each batch.</summary>
internal sealed class BatchReader : IDisposable
{
    private readonly IDataSet _data;
    private readonly torch.Tensor _inputs;
    private readonly torch.Tensor _targets;
    private readonly float[]? _classes;
    private readonly int _width;

    /// <summary>Makes a reader.</summary>
    /// <param name="data">The examples.</param>
    /// <param name="loss">The loss: cross-entropy takes int64 targets, the others float32.</param>
    /// <param name="size">The most examples of a batch.</param>
    public BatchReader(IDataSet data, LossKind loss, int size)
    {
        using var scope = torch.NewDisposeScope();
        _data = data;
        _width = data.InputShape.Aggregate(1, (product, length) => checked(product * length));
        _inputs = torch.zeros([size, .. data.InputShape.Select(length => (long)length)], torch.float32).DetachFromDisposeScope();
        _targets = torch.zeros(size, dtype: loss == LossKind.CrossEntropy ? torch.int64 : torch.float32).DetachFromDisposeScope();
        _classes = loss == LossKind.CrossEntropy ? new float[size] : null;
    }

    /// <summary>Reads a batch.</summary>
    /// <param name="indices">The examples, at most as many as the reader was made for.</param>
    /// <returns>Inputs and targets, valid until the next batch is read; they belong to the caller's dispose scope.</returns>
    public (torch.Tensor Inputs, torch.Tensor Targets) Read(ReadOnlySpan<int> indices)
    {
        _data.ReadInputs(indices, MemoryMarshal.Cast<byte, float>(_inputs.bytes)[..(indices.Length * _width)]);
        if (_classes is null)
        {
            _data.ReadTargets(indices, MemoryMarshal.Cast<byte, float>(_targets.bytes)[..indices.Length]);
        }
        else
        {
            _data.ReadTargets(indices, _classes.AsSpan(0, indices.Length));
            var classes = MemoryMarshal.Cast<byte, long>(_targets.bytes);
            for (var i = 0; i < indices.Length; i++)
            {
                classes[i] = (long)_classes[i];
            }
        }

        return (_inputs.narrow(0, 0, indices.Length), _targets.narrow(0, 0, indices.Length));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _inputs.Dispose();
        _targets.Dispose();
    }
}

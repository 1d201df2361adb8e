using System.Runtime.InteropServices;
using OrleansFederation.Native;
using OrleansFederation.Parameters;
using TorchSharp;

namespace OrleansFederation.Modeling;

/// <summary>
/// All parameters and buffers of a model in one native float32 tensor, and a view of it for each entry of the layout. A view is a leaf:
/// gradients reach it, and whatever changes it in place, an optimiser or BatchNorm, changes the flat tensor. So loading and reading a model is
/// one copy. Tensors are of this object alone: no dispose scope of the caller ends them.
/// </summary>
internal sealed class FlatParameters : IDisposable
{
    private readonly torch.Tensor _flat;
    private readonly torch.Tensor[] _views;
    private readonly Dictionary<string, torch.Tensor> _byName = new(StringComparer.Ordinal);

    /// <summary>Makes parameters of zeros.</summary>
    /// <param name="layout">Names, shapes and places.</param>
    public FlatParameters(ParameterLayout layout)
    {
        TorchNative.EnsureLoaded();
        Layout = layout;
        using var scope = torch.NewDisposeScope();
        _flat = torch.zeros(layout.Length, dtype: torch.float32).DetachFromDisposeScope();
        _views = new torch.Tensor[layout.Entries.Count];
        List<(ParameterEntry, torch.Tensor)> trainable = [];
        for (var i = 0; i < _views.Length; i++)
        {
            var entry = layout.Entries[i];
            var view = _flat.narrow(0, entry.Offset, entry.Length).view([.. entry.Shape.Select(size => (long)size)]).detach().DetachFromDisposeScope();
            _views[i] = view;
            _byName.Add(entry.Name, view);
            if (entry.Kind == ParameterKind.Trainable)
            {
                view.requires_grad = true;
                trainable.Add((entry, view));
            }
        }

        TrainableEntries = [.. trainable.Select(pair => pair.Item1)];
        TrainableViews = [.. trainable.Select(pair => pair.Item2)];
    }

    /// <summary>Names, shapes and places.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>The entries that gradients change.</summary>
    public IReadOnlyList<ParameterEntry> TrainableEntries { get; }

    /// <summary>The leaves of <see cref="TrainableEntries"/>, in the same order.</summary>
    public IList<torch.Tensor> TrainableViews { get; }

    /// <summary>The numbers themselves, in native memory: valid until this object is disposed.</summary>
    public Span<float> Values => MemoryMarshal.Cast<byte, float>(_flat.bytes);

    /// <summary>The view of an entry; null where the layout has none of that name.</summary>
    /// <param name="name">The entry's name, for example <c>0.weight</c>.</param>
    public torch.Tensor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var view in _views)
        {
            view.Dispose();
        }

        _flat.Dispose();
    }
}

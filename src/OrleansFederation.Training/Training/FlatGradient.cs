using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;
using TorchSharp;

namespace OrleansFederation.Training;

/// <summary>
/// A step's gradient in one vector, for what concerns all of it or adds to it before the optimiser steps. It is a copy: torch may give one
/// piece of memory as the gradient of two tensors, so that nothing may be changed there.
/// </summary>
internal sealed class FlatGradient : IDisposable
{
    private readonly TrainingRequest _request;
    private readonly NativeFloats _values;
    private readonly HashSet<string> _kept;

    private FlatGradient(TrainingRequest request, ParameterPart? kept) =>
        (_request, _values, _kept) = (request, new(request.Parameters.Length), [.. kept?.Layout.Entries.Select(entry => entry.Name) ?? []]);

    /// <summary>Makes the vector where a training needs it.</summary>
    /// <param name="request">The training.</param>
    /// <param name="kept">What stays at the client: nothing pulls it, since the round began with no common value of it.</param>
    /// <returns>The vector; null where a gradient goes straight to the optimiser.</returns>
    public static FlatGradient? For(TrainingRequest request, ParameterPart? kept = null) =>
        request.Proximal > 0 || !request.Correction.IsEmpty || request.Spec.Training.Clip is not null ? new(request, kept) : null;

    /// <summary>Takes a step's gradients, adds the proximal term's and the correction, and clips the whole.</summary>
    /// <param name="gradients">Those of the entries, in order.</param>
    /// <param name="entries">The entries that are trained; all that can be where there is a correction.</param>
    /// <param name="parameters">The parameters at which they were taken.</param>
    public void Take(IList<torch.Tensor> gradients, IReadOnlyList<ParameterEntry> entries, FlatParameters parameters)
    {
        var correction = _request.Correction.Span;
        for (var i = 0; i < gradients.Count; i++)
        {
            var entry = entries[i];
            var own = Within(_values.Span, entry);
            MemoryMarshal.Cast<byte, float>(gradients[i].contiguous().bytes).CopyTo(own);
            if (_request.Proximal > 0 && !_kept.Contains(entry.Name))
            {
                ProximalTerm.Add((float)_request.Proximal, Within(parameters.Values, entry), _request.Anchor.Span.Slice(entry.Offset, entry.Length), own);
            }

            if (!correction.IsEmpty)
            {
                TensorPrimitives.Add(own, correction[..entry.Length], own);
                correction = correction[entry.Length..];
            }
        }

        // What is not trained stays 0 and adds nothing to the norm.
        if (_request.Spec.Training.Clip is { } most)
        {
            GradientClip.Apply(_values.Span, most);
        }
    }

    /// <summary>The gradient of an entry.</summary>
    /// <param name="entry">A trainable entry.</param>
    public ReadOnlySpan<float> Of(ParameterEntry entry) => Within(_values.Span, entry);

    /// <inheritdoc/>
    public void Dispose() => _values.Dispose();

    private static Span<float> Within(Span<float> vector, ParameterEntry entry) => vector.Slice(entry.Offset, entry.Length);
}

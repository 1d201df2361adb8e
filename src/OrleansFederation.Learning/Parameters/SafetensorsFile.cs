using OrleansFederation.Errors;

namespace OrleansFederation.Parameters;

/// <summary>A safetensors file that was checked whole: every tensor by its name.</summary>
/// <param name="Place">What the file is, for error messages.</param>
/// <param name="Tensors">The tensors by name.</param>
public sealed record SafetensorsFile(string Place, IReadOnlyDictionary<string, SafetensorsTensor> Tensors)
{
    /// <summary>Copies the tensors into a vector, matching names and shapes in whatever order the file has them.</summary>
    /// <param name="layout">The vector's layout.</param>
    /// <param name="destination">The vector, of the layout's length; undefined where this throws.</param>
    /// <exception cref="FederationException">FED1030 for each tensor that is missing, of another shape or element type, or that the layout does not have.</exception>
    public void ReadInto(ParameterLayout layout, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, layout.Length);
        ReadInto(layout.Entries, _ => false, destination);
    }

    /// <summary>Copies some of the tensors into a vector; what is not among the entries keeps its values.</summary>
    /// <param name="entries">The entries to copy.</param>
    /// <param name="ignored">Which tensors of the file may be left over, by name.</param>
    /// <param name="destination">The vector that the entries are places of; undefined where this throws.</param>
    /// <exception cref="FederationException">FED1030 for each tensor that is missing, of another shape or element type, or that is left over.</exception>
    public void ReadInto(IReadOnlyList<ParameterEntry> entries, Func<string, bool> ignored, Span<float> destination)
    {
        Require(entries, ignored);
        foreach (var entry in entries)
        {
            Tensors[entry.Name].CopyTo(destination.Slice(entry.Offset, entry.Length), Place);
        }
    }

    /// <summary>Requires that the file has the tensors of some entries, and no others.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="ignored">Which tensors of the file may be left over, by name.</param>
    /// <exception cref="FederationException">FED1030 for each tensor that is missing, of another shape, or left over.</exception>
    internal void Require(IReadOnlyList<ParameterEntry> entries, Func<string, bool> ignored)
    {
        Problem[] problems = [.. Misfits(entries, ignored)];
        if (problems.Length > 0)
        {
            throw new FederationException(problems);
        }
    }

    private IEnumerable<Problem> Misfits(IReadOnlyList<ParameterEntry> entries, Func<string, bool> ignored)
    {
        const string Remedy = "Give a file that was exported from this model.";
        foreach (var entry in entries)
        {
            if (!Tensors.TryGetValue(entry.Name, out var tensor))
            {
                yield return FederationErrors.SafetensorsMalformed.At(Place, $"the model's tensor '{entry.Name}' is missing", Remedy);
            }
            else if (!tensor.Shape.SequenceEqual(entry.Shape.Select(size => (long)size)))
            {
                yield return FederationErrors.SafetensorsMalformed.At(
                    $"{Place}, tensor '{entry.Name}'", $"its shape is [{string.Join(", ", tensor.Shape)}], the model's is [{string.Join(", ", entry.Shape)}]", Remedy);
            }
        }

        var known = entries.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);

        // PyTorch counts BatchNorm's batches in an integer that only its momentum=None mode reads; the platform's models do not have it.
        foreach (var name in Tensors.Keys.Where(name => !known.Contains(name) && !ignored(name) && !name.EndsWith(".num_batches_tracked", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            yield return FederationErrors.SafetensorsMalformed.At(Place, $"the model has no tensor '{name}'", Remedy);
        }
    }
}

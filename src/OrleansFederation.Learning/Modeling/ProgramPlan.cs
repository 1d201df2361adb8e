using OrleansFederation.Parameters;

namespace OrleansFederation.Modeling;

/// <summary>A program worked out: one step whose tensors have the names that the program gives them.</summary>
internal static class ProgramPlan
{
    /// <summary>The kind of the step.</summary>
    public const string Kind = "torchscript";

    /// <summary>Works a program out.</summary>
    /// <param name="spec">The model.</param>
    /// <param name="program">Its program.</param>
    /// <returns>The step, and how its tensors begin where nothing gives them numbers; null where it has none, or too many numbers.</returns>
    public static (LayerPlan Layer, IReadOnlyList<LayerTensor> Tensors)? Of(ModelSpec spec, ProgramSpec program)
    {
        List<ParameterEntry> entries = [];
        List<LayerTensor> tensors = [];
        var offset = 0;
        foreach (var tensor in program.Tensors)
        {
            if (PlanBuilder.TooLarge([(int)Math.Min(int.MaxValue, offset + PlanBuilder.Size(tensor.Shape))]) || PlanBuilder.TooLarge(tensor.Shape))
            {
                return null;
            }

            var kind = spec.Freeze.Any(pattern => NamePattern.Covers(pattern, tensor.Name)) ? ParameterKind.Frozen
                : tensor.IsBuffer ? ParameterKind.Buffer
                : ParameterKind.Trainable;
            ParameterEntry entry = new(tensor.Name, tensor.Shape, offset, kind);
            entries.Add(entry);
            tensors.Add(new(tensor.Name, tensor.Shape, kind, 0));
            offset += entry.Length;
        }

        return entries.Count == 0
            ? null
            : (new("", program.Place, new(Kind, new Dictionary<string, double>()), spec.Input, program.Output, entries, new Dictionary<string, IReadOnlyList<LayerPlan>>()), tensors);
    }
}

using OrleansFederation.Modeling;

namespace OrleansFederation.Federations;

/// <summary>Makes what a spec says of a program of its JSON.</summary>
internal static class ProgramMapper
{
    /// <summary>Maps what stands under the key <c>torchScript</c> or <c>plugin</c>.</summary>
    /// <param name="model">The mapping that may have the key.</param>
    /// <returns>The program; null where there is none.</returns>
    public static ProgramSpec? Map(SpecValue model)
    {
        var plugin = PluginMapper.Map(model);
        var program = model[plugin is null ? "torchScript" : "plugin"];
        if (!program.IsMapping)
        {
            return null;
        }

        // The order of a mapping says nothing: sorted, two ways of writing have one digest.
        return new(plugin is null ? File(program) : null, File(program["onnx"]), Shape(program["output"]),
            [.. Tensors(program["parameters"], false).Concat(Tensors(program["buffers"], true)).OrderBy(tensor => tensor.Name, StringComparer.Ordinal)])
        {
            Plugin = plugin,
        };
    }

    private static ProgramFile File(SpecValue file) => new(file["path"].Text ?? "", file["digest"].Text ?? "", Math.Max(0, file["bytes"].Whole ?? 0));

    private static IEnumerable<ProgramTensor> Tensors(SpecValue mapping, bool areBuffers) =>
        mapping.Members.Select(member => new ProgramTensor(member.Key, Shape(member.Value), areBuffers));

    private static int[] Shape(SpecValue list) => [.. list.Items.Select(size => size.Whole ?? 1)];
}

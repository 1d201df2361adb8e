using System.Numerics.Tensors;
using OrleansFederation.Errors;
using OrleansFederation.Parameters;

namespace OrleansFederation.Aggregation;

/// <summary>Updates read from safetensors files, all of the layout of the first.</summary>
/// <param name="Layout">The layout: tensors in the order of their names, compared ordinally.</param>
/// <param name="Updates">The updates; less the base, where there is one.</param>
/// <param name="Base">What the files were trained from; null where they are updates themselves.</param>
internal sealed record UpdateFiles(ParameterLayout Layout, IReadOnlyList<ReadOnlyMemory<float>> Updates, float[]? Base)
{
    /// <summary>Reads files.</summary>
    /// <param name="paths">The files, at least one.</param>
    /// <param name="basePath">The base; null for none.</param>
    /// <param name="cancellationToken">Cancels between files.</param>
    /// <exception cref="FederationException">FED1043 where a file cannot be read; FED1030 where it is no safetensors file or has other tensors; FED3002 where a number is not finite.</exception>
    public static async Task<UpdateFiles> ReadAsync(IReadOnlyList<string> paths, string? basePath, CancellationToken cancellationToken)
    {
        ParameterLayout? layout = null;
        List<float[]> vectors = [];
        List<Problem> problems = [];
        foreach (var path in basePath is null ? paths : [.. paths, basePath])
        {
            try
            {
                var file = Safetensors.Read(await BytesAsync(path, cancellationToken), path);
                layout ??= LayoutOf(file);
                var vector = new float[layout.Length];
                file.ReadInto(layout, vector);
                vectors.Add(vector);
                if (FiniteCheck.Describe(layout, vector) is { } found)
                {
                    problems.Add(FederationErrors.NonFiniteUpdate.At(path, found, "Leave the file out, or find out why its training diverged."));
                }
            }
            catch (FederationException unfit)
            {
                problems.AddRange(unfit.Problems);
            }
        }

        if (problems.Count > 0)
        {
            throw new FederationException([.. problems]);
        }

        if (basePath is null)
        {
            return new(layout!, [.. vectors.Select(vector => (ReadOnlyMemory<float>)vector)], null);
        }

        var from = vectors[^1];
        return new(layout!, [.. vectors.SkipLast(1).Select((vector, i) => Less(vector, from, layout!, paths[i]))], from);
    }

    private static ParameterLayout LayoutOf(SafetensorsFile file)
    {
        var offset = 0;
        List<ParameterEntry> entries = [];
        foreach (var tensor in file.Tensors.Values.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
        {
            if (offset + tensor.Length > Array.MaxLength)
            {
                throw FederationErrors.SafetensorsMalformed.Exception(file.Place, $"its tensors have more than {Array.MaxLength} numbers together");
            }

            entries.Add(new(tensor.Name, [.. tensor.Shape.Select(size => (int)size)], offset, ParameterKind.Trainable));
            offset += (int)tensor.Length;
        }

        return offset > 0 ? new(entries) : throw FederationErrors.SafetensorsMalformed.Exception(file.Place, "it holds no number");
    }

    private static ReadOnlyMemory<float> Less(float[] vector, float[] from, ParameterLayout layout, string path)
    {
        TensorPrimitives.Subtract(vector, from, vector);
        return FiniteCheck.Describe(layout, vector) is { } found
            ? throw FederationErrors.NonFiniteUpdate.Exception(path, $"less the base, {found}", "Leave the file out, or find out why its training diverged.")
            : vector;
    }

    private static async Task<byte[]> BytesAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FederationException(FederationErrors.InputNotFound.At(path, fault.Message), fault);
        }
    }
}

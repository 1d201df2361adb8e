using System.Buffers;
using System.Numerics.Tensors;
using OrleansFederation.Errors;
using OrleansFederation.Parameters;

namespace OrleansFederation.Aggregation;

/// <summary>Updates in safetensors files, all of the layout of the first: checked once from first to last, and then read in blocks, so that none is ever whole in memory.</summary>
internal sealed class UpdateFiles
{
    private const int BlockLength = 1 << 18;

    private readonly IReadOnlyList<SafetensorsBlocks> _files;

    private UpdateFiles(ParameterLayout layout, IReadOnlyList<SafetensorsBlocks> files, float[]? from, IReadOnlyList<double> norms) =>
        (Layout, _files, Base, Norms) = (layout, files, from, norms);

    /// <summary>The layout: tensors in the order of their names, compared ordinally.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>What the files were trained from; null where they are updates themselves.</summary>
    public float[]? Base { get; }

    /// <summary>The norms of the updates.</summary>
    public IReadOnlyList<double> Norms { get; }

    /// <summary>Opens and checks files.</summary>
    /// <param name="paths">The files, at least one.</param>
    /// <param name="basePath">The base; null for none.</param>
    /// <param name="cancellationToken">Cancels between blocks.</param>
    /// <exception cref="FederationException">FED1043 where a file cannot be read; FED1030 where it is no safetensors file or has other tensors; FED3002 where a number is not finite.</exception>
    public static UpdateFiles Open(IReadOnlyList<string> paths, string? basePath, CancellationToken cancellationToken)
    {
        ParameterLayout? layout = null;
        List<SafetensorsBlocks> files = [];
        List<Problem> problems = [];
        List<double> norms = [];
        foreach (var path in basePath is null ? paths : [.. paths, basePath])
        {
            Try(problems, () =>
            {
                var file = UpdateFile.Open(path);
                layout ??= file.Layout();
                file.Require(layout);
                files.Add(file);
                norms.Add(Norm(layout, path, file.Read, "", cancellationToken));
            });
        }

        Raise(problems);
        if (basePath is null)
        {
            return new(layout!, files, null, norms);
        }

        var from = new float[layout!.Length];
        files[^1].Read(layout, 0, from);
        List<double> differences = [];
        UpdateFiles updates = new(layout, [.. files.SkipLast(1)], from, differences);
        foreach (var (i, path) in paths.Index())
        {
            Try(problems, () => differences.Add(Norm(layout, path, (_, start, block) => updates.Read(i, start, block), "less the base, ", cancellationToken)));
        }

        Raise(problems);
        return updates;
    }

    /// <summary>Reads a stretch of an update.</summary>
    /// <param name="update">The update's place among the files.</param>
    /// <param name="start">Where the stretch begins.</param>
    /// <param name="destination">Where it goes.</param>
    /// <exception cref="FederationException">FED1043 where the file cannot be read any more, or has changed.</exception>
    public void Read(int update, int start, Span<float> destination)
    {
        _files[update].Read(Layout, start, destination);
        if (Base is { } from)
        {
            TensorPrimitives.Subtract(destination, from.AsSpan(start, destination.Length), destination);
        }
    }

    private static double Norm(ParameterLayout layout, string path, ReadBlock read, string what, CancellationToken cancellationToken)
    {
        SquaredNormSum squares = new();
        var block = ArrayPool<float>.Shared.Rent(Math.Min(BlockLength, layout.Length));
        try
        {
            for (var start = 0; start < layout.Length; start += BlockLength)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var part = block.AsSpan(0, Math.Min(BlockLength, layout.Length - start));
                read(layout, start, part);
                if (FiniteCheck.Describe(layout, start, part) is { } found)
                {
                    throw FederationErrors.NonFiniteUpdate.Exception(path, what + found, "Leave the file out, or find out why its training diverged.");
                }

                squares.Add(part);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(block);
        }

        return Math.Sqrt(squares.Total);
    }

    private static void Try(List<Problem> problems, Action look)
    {
        try
        {
            look();
        }
        catch (FederationException unfit)
        {
            problems.AddRange(unfit.Problems);
        }
    }

    private static void Raise(List<Problem> problems)
    {
        if (problems.Count > 0)
        {
            throw new FederationException([.. problems]);
        }
    }

    private delegate void ReadBlock(ParameterLayout layout, int start, Span<float> destination);
}

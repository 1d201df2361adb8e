using OrleansFederation.Fixtures;
using OrleansFederation.Parameters;

namespace OrleansFederation.Aggregation;

/// <summary>Update files that are open all at once.</summary>
public sealed class UpdateFilesTests : IDisposable
{
    // A tensor of a block's length, so that every read of it takes a whole block.
    private const int Length = 1 << 18;

    private static readonly ParameterLayout Layout = new([new("0.weight", [Length], 0, ParameterKind.Trainable)]);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Many_take_no_more_memory_than_two(bool hasBase)
    {
        var path = _folder["update.safetensors"];
        File.WriteAllBytes(path, Safetensors.Write(Layout, [.. Enumerable.Range(0, Length).Select(i => i % 7 * 0.5f)]));
        var from = hasBase ? path : null;
        var block = new float[Length];
        Allocated(2, from, block);

        var many = Allocated(64, from, block) - Allocated(2, from, block);

        // What is allocated bounds what is kept: a block of each were 62 MiB.
        Assert.True(many < 4L << 20, $"{many} bytes");
        Assert.Equal(hasBase ? 0 : 0.5f, block[1]);
    }

    public void Dispose() => _folder.Dispose();

    private long Allocated(int count, string? basePath, float[] block)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var files = UpdateFiles.Open([.. Enumerable.Repeat(_folder["update.safetensors"], count)], basePath, Cancel);
        for (var i = 0; i < count; i++)
        {
            files.Read(i, 0, block);
        }

        Assert.Equal(count, files.Norms.Count);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}

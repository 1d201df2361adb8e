using OrleansFederation.Errors;
using OrleansFederation.Inference;

namespace OrleansFederation.Training;

public sealed class SharedParametersTests
{
    private readonly MemoryArtifacts _artifacts = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Those_who_need_the_same_parameters_read_them_once()
    {
        var artifact = _artifacts.Add(new byte[] { 1, 2, 3 });
        var shared = new SharedParameters(_artifacts);
        using var first = shared.Enter(artifact);
        using var second = shared.Enter(artifact);

        var read = await Task.WhenAll(first.ReadAsync(Cancel), second.ReadAsync(Cancel));
        first.Dispose();
        await second.ReadAsync(Cancel);

        Assert.All(read, content => Assert.Equal([1, 2, 3], content.ToArray()));
        Assert.Equal(1, _artifacts.Reads);
    }

    [Fact]
    public async Task When_nobody_needs_them_any_more_they_are_let_go()
    {
        var artifact = _artifacts.Add(new byte[] { 1 });
        var shared = new SharedParameters(_artifacts);
        for (var i = 0; i < 2; i++)
        {
            using var use = shared.Enter(artifact);
            await use.ReadAsync(Cancel);
            use.Dispose();
        }

        Assert.Equal(2, _artifacts.Reads);
    }

    [Fact]
    public async Task A_read_that_failed_is_tried_again_by_the_next()
    {
        var shared = new SharedParameters(_artifacts);
        var artifact = new MemoryArtifacts().Add(new byte[] { 7 });
        using var use = shared.Enter(artifact);
        await Assert.ThrowsAsync<FederationException>(() => use.ReadAsync(Cancel));
        _artifacts.Add(new byte[] { 7 });

        Assert.Equal([7], (await use.ReadAsync(Cancel)).ToArray());
    }
}

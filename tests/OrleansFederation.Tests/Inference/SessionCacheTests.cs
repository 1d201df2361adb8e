using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Modeling;

namespace OrleansFederation.Inference;

public sealed class SessionCacheTests : IDisposable
{
    private static readonly ModelSpec Model = TestModels.Of([2], TestModels.Layer("linear", ("out", 1), ("bias", 0)));

    private readonly MemoryArtifacts _artifacts = new();
    private readonly SessionCache _cache;

    public SessionCacheTests() => _cache = new(_artifacts, 2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_who_ask_at_once_open_a_session_once()
    {
        var gate = new TaskCompletionSource();
        _artifacts.Gate = gate.Task;
        var onnx = Onnx(1);
        var asking = Enumerable.Range(0, 20).Select(_ => _cache.AcquireAsync(onnx, Cancel)).ToList();
        gate.SetResult();

        var leases = await Task.WhenAll(asking);

        Assert.Single(leases.Select(lease => lease.Session).Distinct());
        Assert.Equal(1, _artifacts.Reads);
    }

    [Fact]
    public async Task A_file_that_is_lent_is_run_without_a_store_until_its_last_lender_has_it_back()
    {
        var file = new OnnxExporter().Export(Model, [7, 7]);
        var (first, second) = (_cache.Lend(file), _cache.Lend(file));
        await UseAsync(first.Onnx);
        first.Dispose();
        first.Dispose();
        using (var lease = await _cache.AcquireAsync(second.Onnx, Cancel))
        {
            second.Dispose();

            Assert.Equal([21], lease.Session.Run(new float[] { 1, 2 }).Values);
        }

        Assert.Equal((0, 0), (_artifacts.Reads, _cache.Count));
        Assert.Equal(FederationErrors.ArtifactDamaged.Code, (await Assert.ThrowsAsync<FederationException>(() => UseAsync(second.Onnx))).Code);
    }

    [Fact]
    public async Task The_least_recently_used_session_leaves_first()
    {
        await UseAsync(Onnx(1));
        await UseAsync(Onnx(2));
        await UseAsync(Onnx(1));
        await UseAsync(Onnx(3));
        var reads = _artifacts.Reads;

        await UseAsync(Onnx(1));
        await UseAsync(Onnx(3));

        Assert.Equal((reads, 2), (_artifacts.Reads, _cache.Count));
    }

    [Fact]
    public async Task A_session_in_use_outlives_its_place_in_the_cache()
    {
        using var lease = await _cache.AcquireAsync(Onnx(5), Cancel);
        await UseAsync(Onnx(2));
        await UseAsync(Onnx(3));
        await UseAsync(Onnx(4));

        var output = lease.Session.Run(new float[] { 1, 2 });

        Assert.Equal([15], output.Values);
    }

    [Fact]
    public async Task A_session_is_closed_when_its_last_use_ends()
    {
        var first = await _cache.AcquireAsync(Onnx(1), Cancel);
        var second = await _cache.AcquireAsync(Onnx(1), Cancel);
        await UseAsync(Onnx(2));
        await UseAsync(Onnx(3));
        first.Dispose();
        Assert.False(second.Session.IsClosed);

        second.Dispose();

        Assert.True(second.Session.IsClosed);
    }

    [Fact]
    public async Task A_file_that_could_not_be_opened_is_tried_again()
    {
        var onnx = Onnx(1);
        _artifacts.Gate = Task.FromException(new IOException("test"));
        await Assert.ThrowsAsync<IOException>(() => _cache.AcquireAsync(onnx, Cancel));
        _artifacts.Gate = Task.CompletedTask;

        using var lease = await _cache.AcquireAsync(onnx, Cancel);

        Assert.Equal(2, lease.Session.InputSize);
    }

    [Fact]
    public async Task A_missing_file_is_FED2006()
    {
        var thrown = await Assert.ThrowsAsync<FederationException>(() => _cache.AcquireAsync(new ArtifactRef("none", 1), Cancel));

        Assert.Equal(("FED2006", 0), (thrown.Code, _cache.Count));
    }

    [Fact]
    public async Task One_who_stops_waiting_does_not_stop_the_others()
    {
        var gate = new TaskCompletionSource();
        _artifacts.Gate = gate.Task;
        using var impatient = new CancellationTokenSource();
        var first = _cache.AcquireAsync(Onnx(1), impatient.Token);
        var second = _cache.AcquireAsync(Onnx(1), Cancel);

        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();
        using var lease = await second;
        Assert.Equal(1, _artifacts.Reads);
    }

    [Fact]
    public async Task Disposing_closes_sessions_in_use_when_their_use_ends()
    {
        var lease = await _cache.AcquireAsync(Onnx(1), Cancel);

        _cache.Dispose();

        Assert.False(lease.Session.IsClosed);
        lease.Dispose();
        Assert.True(lease.Session.IsClosed);
    }

    public void Dispose() => _cache.Dispose();

    private ArtifactRef Onnx(float weight) => _artifacts.Add(new OnnxExporter().Export(Model, [weight, weight]));

    private async Task UseAsync(ArtifactRef onnx)
    {
        using var lease = await _cache.AcquireAsync(onnx, Cancel);
        lease.Session.Run(new float[] { 1, 2 });
    }
}

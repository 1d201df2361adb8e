using Microsoft.Extensions.Time.Testing;
using OrleansFederation.Errors;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;
using OrleansFederation.Plugins;
using TorchSharp;

namespace OrleansFederation.Training;

public sealed class LocalTrainerTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private static readonly TrainingSpec Adam = new() { Optimizer = OptimizerKind.Adam, LearningRate = 0.01, BatchSize = 16, Epochs = 2 };

    private readonly LocalTrainer _trainer = new(TimeProvider.System, new TrainingLanes(4, 16));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _trainer.Dispose();

    [Fact]
    public async Task A_model_learns_what_there_is_to_learn()
    {
        var request = Samples.Request(Samples.Cnn, Samples.Data([2, 10, 10], 200, 3), Adam with { Epochs = 1 });

        var first = await _trainer.TrainAsync(request, null, Cancel);
        var last = await _trainer.TrainAsync(request with { Spec = request.Spec with { Training = Adam with { Epochs = 5 } } }, null, Cancel);

        Assert.Equal(200, first.Examples);
        Assert.True(last.Loss < 0.5 * first.Loss, $"{last.Loss} after 5 epochs, {first.Loss} after 1");
    }

    [Fact]
    public async Task A_single_step_moves_by_the_gradient()
    {
        // One example x = (3, -1), target 2, from weights (1, 1) and bias 0: error 0, so let the bias be 1: error 1, gradient 2·(3, -1, 1).
        var request = Samples.Request(Samples.Line(LossKind.Mse), new ArrayData([2], [3, -1], [2]), new() { LearningRate = 0.25 }) with { Parameters = new float[] { 1, 1, 1 } };

        var result = await _trainer.TrainAsync(request, null, Cancel);

        Assert.Equal([-1.5f, 0.5f, -0.5f], result.Update);
        Assert.Equal(1, result.Loss, 1e-6);
    }

    [Fact]
    public async Task The_same_request_gives_the_same_bits_also_beside_others()
    {
        var request = Samples.Request(Samples.Cnn, Samples.Data([2, 10, 10], 75, 3), Adam);
        using var together = new Barrier(3);
        TrainingRequest Meeting(ulong seed) => request with { Seed = seed, Data = Samples.Data([2, 10, 10], 75, 3).Before(() => together.SignalAndWait(Bound, Cancel)) };

        var alone = await _trainer.TrainAsync(request, null, Cancel);
        var again = await _trainer.TrainAsync(request, null, Cancel);
        var beside = await Task.WhenAll(_trainer.TrainAsync(Meeting(request.Seed), null, Cancel), _trainer.TrainAsync(Meeting(77), null, Cancel), _trainer.TrainAsync(Meeting(78), null, Cancel));

        Assert.Equal(alone.Update, again.Update);
        Assert.Equal(alone.Update, beside[0].Update);
        Assert.NotEqual(alone.Update, beside[1].Update);
        Assert.Equal(alone.Loss, beside[0].Loss);
    }

    [Fact]
    public async Task Running_averages_are_part_of_the_update()
    {
        var request = Samples.Request(Samples.Cnn, Samples.Data([2, 10, 10], 40, 3), Adam);

        var update = (await _trainer.TrainAsync(request, null, Cancel)).Update;

        var buffers = ModelPlan.Create(Samples.Cnn).Layout.Entries.Where(entry => entry.Kind == ParameterKind.Buffer).ToArray();
        Assert.Equal(2, buffers.Length);
        Assert.All(buffers, buffer => Assert.DoesNotContain(0f, update.AsSpan(buffer.Offset, buffer.Length).ToArray()));
    }

    [Fact]
    public async Task A_smaller_last_batch_counts_by_its_examples()
    {
        // The bias alone is trained, by a rate so small that it stays: the loss is the mean of (0 − target)² over all three.
        var data = new ArrayData([2], new float[6], [1, 2, 3]);
        var request = Samples.Request(Samples.Line(LossKind.Mse), data, new() { LearningRate = 1e-12, BatchSize = 2 }) with { Parameters = new float[3] };

        var result = await _trainer.TrainAsync(request, null, Cancel);

        Assert.Equal(14 / 3.0, result.Loss, 1e-6);
    }

    [Fact]
    public async Task Training_that_diverges_is_refused_with_FED3002()
    {
        var request = Samples.Request(Samples.Line(LossKind.Mse), Samples.Data([2], 64, 2), new() { LearningRate = 1e30 });

        var refused = await Assert.ThrowsAsync<FederationException>(() => _trainer.TrainAsync(request, null, Cancel));

        Assert.Equal("FED3002", refused.Code);
        Assert.Contains("diverged", refused.Problems[0].Cause);
    }

    [Fact]
    public async Task An_update_that_is_not_finite_is_refused_though_every_loss_was()
    {
        var request = Samples.Request(Samples.Line(LossKind.Mse), Samples.Data([2], 4, 2), new() { LearningRate = double.MaxValue, BatchSize = 4 });

        var refused = await Assert.ThrowsAsync<FederationException>(() => _trainer.TrainAsync(request, null, Cancel));

        Assert.Equal("FED3002", refused.Code);
        Assert.Contains("0.weight", refused.Problems[0].Cause);
    }

    [Theory]
    [InlineData(LossKind.CrossEntropy, 3f)]
    [InlineData(LossKind.CrossEntropy, -1f)]
    [InlineData(LossKind.CrossEntropy, 0.5f)]
    [InlineData(LossKind.CrossEntropy, float.NaN)]
    [InlineData(LossKind.Bce, 2f)]
    public async Task A_label_that_is_no_class_is_refused_with_FED1022(LossKind loss, float label)
    {
        var request = Samples.Request(Samples.Line(loss, loss == LossKind.Bce ? 1 : 3), new ArrayData([2], new float[4], [0, label]));

        var refused = await Assert.ThrowsAsync<FederationException>(() => _trainer.TrainAsync(request, null, Cancel));

        Assert.Equal("FED1022", refused.Code);
        Assert.Contains("example 1 ", refused.Problems[0].Place);
    }

    [Fact]
    public async Task Examples_of_another_shape_are_refused_with_FED1005()
    {
        var request = Samples.Request(Samples.Line(LossKind.Mse), Samples.Data([3], 4, 2));

        var refused = await Assert.ThrowsAsync<FederationException>(() => _trainer.TrainAsync(request, null, Cancel));

        Assert.Equal("FED1005", refused.Code);
    }

    [Fact]
    public async Task A_batch_that_leaves_batchnorm_one_value_a_channel_is_refused_with_FED1005()
    {
        var model = Samples.Model([2, 1, 1], LossKind.CrossEntropy, Samples.Layer("batchnorm2d"), Samples.Layer("flatten"), Samples.Layer("linear", ("out", 2)));

        var refused = await Assert.ThrowsAsync<FederationException>(() => _trainer.TrainAsync(Samples.Request(model, Samples.Data([2, 1, 1], 33, 2), new() { BatchSize = 32 }), null, Cancel));

        Assert.Equal("FED1005", refused.Code);
        Assert.Equal("model.layers[0]", refused.Problems[0].Place);
    }

    [Fact]
    public async Task Data_that_cannot_be_read_fails_with_FED3001_and_leaves_the_trainer_working()
    {
        var request = Samples.Request(Samples.Line(LossKind.Mse), Samples.Data([2], 4, 2).Before(() => throw new IOException("the disk is gone")));

        var failed = await Assert.ThrowsAsync<FederationException>(() => _trainer.TrainAsync(request, null, Cancel));

        Assert.Equal("FED3001", failed.Code);
        Assert.Contains("the disk is gone", failed.Message);
        await _trainer.TrainAsync(request with { Data = Samples.Data([2], 4, 2) }, null, Cancel);
    }

    [Fact]
    public async Task Cancelling_stops_at_the_next_step()
    {
        using var cancel = new CancellationTokenSource();
        var batches = 0;
        var data = Samples.Data([2], 64, 2).Before(() => { batches++; cancel.Cancel(); });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _trainer.TrainAsync(Samples.Request(Samples.Line(LossKind.Mse), data, new() { BatchSize = 4 }), null, cancel.Token));

        Assert.Equal(1, batches);
    }

    [Fact]
    public void Progress_is_told_as_time_passes_and_at_the_end()
    {
        var clock = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMilliseconds(100) };
        var told = new Told();

        Run(Samples.Request(Samples.Line(LossKind.Mse), Samples.Data([2], 100, 2), new() { BatchSize = 4, Epochs = 2 }), clock, told);

        Assert.InRange(told.Count, 10, 30);
        Assert.Equal(told.Order(Comparer<TrainingProgress>.Create((a, b) => a.Fraction.CompareTo(b.Fraction))), told);
        Assert.Equal(1, told[^1].Fraction);
        Assert.Equal(200, told[^1].Examples);
    }

    [Fact]
    public void No_tensor_outlives_its_step()
    {
        var clock = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
        var alive = new Alive();
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

        Run(Samples.Request(Samples.Cnn, Samples.Data([2, 10, 10], 80, 3), Adam), clock, alive);

        Assert.Equal(10, alive.Counts.Count);
        Assert.Single(alive.Counts.Distinct());
        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    // On the test's own thread, since a thread's tensors are counted there.
    private static void Run(TrainingRequest request, TimeProvider clock, IProgress<TrainingProgress> progress) =>
        new TrainingRun(ModelPlan.Create(request.Spec.Model), request, clock, new NoPlugins()).Execute(progress, Cancel);

    private sealed class Told : List<TrainingProgress>, IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => Add(value);
    }

    private sealed class Alive : IProgress<TrainingProgress>
    {
        public List<long> Counts { get; } = [];

        public void Report(TrainingProgress value) => Counts.Add(DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }
}

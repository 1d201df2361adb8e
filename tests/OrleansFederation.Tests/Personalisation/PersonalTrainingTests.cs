using System.Runtime.InteropServices;
using OrleansFederation.Clients;
using OrleansFederation.Errors;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;
using OrleansFederation.Training;

namespace OrleansFederation.Personalisation;

public sealed class PersonalTrainingTests : IDisposable
{
    private readonly LocalTrainer _trainer = new(TimeProvider.System, new TrainingLanes(2, 16));
    private readonly MemoryStates _states = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(3)]
    public async Task Ditto_goes_where_a_loop_in_double_goes(double lambda)
    {
        const double Rate = 0.05;
        var data = Samples.Data([2], 20, 3);
        var request = Samples.Request(Samples.Line(LossKind.Mse), data, new() { LearningRate = Rate, BatchSize = 64, Epochs = 1 }) with { Parameters = new float[] { 0.5f, -0.25f, 0.1f } };
        request = request with { Spec = request.Spec with { Personal = new() { Ditto = lambda, Epochs = 30 } } };
        double[] v = [-1, 2, 0.5];
        var expected = (double[])v.Clone();

        var shared = await Training.TrainAsync(request, Unheard(), Cancel);
        var (own, _) = (await Training.FinishAsync(request, shared, v.Select(value => (float)value).ToArray(), Unheard(), Cancel))!.Value;

        for (var step = 0; step < 30; step++)
        {
            var gradient = Gradient(expected, data);
            expected = [.. expected.Select((value, i) => value - Rate * (gradient[i] + lambda * (value - request.Parameters.Span[i])))];
        }

        Assert.All(own.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-5));

        // What is sent is the shared training's alone.
        Assert.Equal((await _trainer.TrainAsync(request, null, Cancel)).Update, shared.Update);
    }

    [Fact]
    public async Task A_strong_pull_gives_the_shared_model_and_none_the_clients_own_optimum()
    {
        var data = Samples.Data([2], 20, 3);
        float[] shared = [0.5f, -0.25f, 0.1f];
        async Task<float[]> OwnAsync(double lambda, double rate, int epochs)
        {
            var request = Samples.Request(Samples.Line(LossKind.Mse), data, new() { LearningRate = rate, BatchSize = 64 }) with { Parameters = shared };
            request = request with { Spec = request.Spec with { Personal = new() { Ditto = lambda, Epochs = epochs } } };
            return (await Training.FinishAsync(request, await Training.TrainAsync(request, Unheard(), Cancel), new float[] { -1, 2, 0.5f }, Unheard(), Cancel))!.Value.Own;
        }

        Assert.All((await OwnAsync(1e5, 1e-5, 5)).Zip(shared), pair => Assert.Equal(pair.Second, pair.First, 1e-3f));
        Assert.All(Gradient([.. (await OwnAsync(0, 0.1, 800)).Select(value => (double)value)], data), slope => Assert.Equal(0, slope, 1e-4));
    }

    [Fact]
    public async Task The_head_is_trained_before_the_rest_and_each_holds_the_other_fast()
    {
        var request = Kept(["9"], new() { HeadEpochs = 2 }, proximal: 0.5);
        var plan = ModelPlans.Of(request.Spec.Model);

        var result = await Training.TrainAsync(request with { WantsInitialLoss = true }, Unheard(), Cancel);

        var head = await _trainer.TrainAsync(PersonalTraining.Shortened(request, "head", 2) with { Trains = IsHead, Proximal = 0 }, null, Cancel);
        Assert.All(plan.Layout.Entries.Where(entry => entry.Kind == ParameterKind.Trainable), entry => Assert.Equal(IsHead(entry.Name), head.Update.AsSpan(entry.Offset, entry.Length).ContainsAnyExcept(0)));
        Assert.Equal(plan.Kept!.Of(head.Update), plan.Kept.Of(result.Update));
        var body = await _trainer.TrainAsync(request with { Parameters = PersonalTraining.Sum(request.Parameters.Span, head.Update), Trains = name => !IsHead(name) }, null, Cancel);
        Assert.Equal(plan.Moving.Of(head.Update).Zip(plan.Moving.Of(body.Update), (a, b) => a + b), plan.Moving.Of(result.Update));
        Assert.Equal((body.Loss, body.LocalSteps), (result.Loss, result.LocalSteps));
        Assert.Equal(Math.Sqrt(plan.Moving.Of(result.Update).Sum(value => (double)value * value)), result.Norm, 1e-9);
        Assert.NotNull(result.InitialLoss);

        static bool IsHead(string name) => name.StartsWith("9.", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_pulls_what_stays_at_the_client()
    {
        var free = Kept(["9"], new()) with { Trains = name => name.StartsWith("9.", StringComparison.Ordinal) };

        var alone = await _trainer.TrainAsync(free, null, Cancel);
        var pulled = await _trainer.TrainAsync(free with { Proximal = 5 }, null, Cancel);

        Assert.Equal(alone.Update, pulled.Update);
    }

    [Fact]
    public async Task A_client_goes_on_from_what_it_kept_and_its_norm_is_of_what_it_sends()
    {
        var request = Kept(["batchnorm"], new());
        var plan = ModelPlans.Of(request.Spec.Model);
        var order = new TrainingOrder(new(TaskKind.Train, "sample", 3, "sample.0", 1), new("{}", ""), 0, "local", new("", 0)) { StateRound = 2, StateUpdate = "u" };
        float[] own = [.. Enumerable.Range(0, plan.Kept!.Layout.Length).Select(i => 1f + i)];
        _states.Kept[new("local", "sample", "sample.0", ClientStates.Personal, 2, "u")] = MemoryMarshal.AsBytes(own.AsSpan()).ToArray();

        var (start, _) = await Training.BeginAsync(order, request.Spec, request.Parameters, Cancel);
        var result = await Training.TrainAsync(request with { Parameters = start }, Unheard(), Cancel);
        var next = (await Training.FinishAsync(request with { Parameters = start }, result, default, Unheard(), Cancel))!.Value.Own;

        Assert.Equal(own, plan.Kept.Of(start.ToArray()));
        Assert.Equal(plan.Moving.Of(request.Parameters.ToArray()), plan.Moving.Of(start.ToArray()));
        Assert.Equal(own.Zip(plan.Kept.Of(result.Update), (a, b) => a + b), next);
        Assert.Equal(Math.Sqrt(plan.Moving.Of(result.Update).Sum(value => (double)value * value)), result.Norm, 1e-9);

        _states.Kept[new("local", "sample", "sample.0", ClientStates.Personal, 2, "u")] = new byte[4];
        Assert.Equal(FederationErrors.ClientStateLost.Code, (await Assert.ThrowsAsync<FederationException>(() => Training.BeginAsync(order, request.Spec, request.Parameters, Cancel))).Code);
    }

    [Fact]
    public void Parts_are_told_as_one_training()
    {
        List<TrainingProgress> told = [];
        PartProgress parts = new(new Heard(told), 2);

        parts.Next().Report(new(0.5, 2, 10));
        parts.Next().Report(new(1, 1, 40));
        parts.Next().Report(new(0.5, 1, 5));

        Assert.Equal([new(0.25, 2, 10), new(1, 1, 50), new(1, 1, 55)], told);
    }

    public void Dispose() => _trainer.Dispose();

    private static PartProgress Unheard() => new(new Progress<TrainingProgress>(), 2);

    private PersonalTraining Training => new(_trainer, new(new(_states)));

    private static TrainingRequest Kept(string[] patterns, PersonalSpec personal, double proximal = 0)
    {
        var request = Samples.Request(Samples.Cnn with { Kept = patterns }, Samples.Data([2, 10, 10], 40, 3), new() { LearningRate = 0.05, BatchSize = 8 });
        return request with { Spec = request.Spec with { Personal = personal }, Proximal = proximal };
    }

    // Of the mean of (w·x + b − y)².
    private static double[] Gradient(double[] at, ArrayData data)
    {
        var (inputs, targets) = (new float[data.Count * 2], new float[data.Count]);
        int[] all = [.. Enumerable.Range(0, data.Count)];
        data.ReadInputs(all, inputs);
        data.ReadTargets(all, targets);
        var sum = new double[3];
        for (var i = 0; i < data.Count; i++)
        {
            var error = at[0] * inputs[2 * i] + at[1] * inputs[2 * i + 1] + at[2] - targets[i];
            sum[0] += 2 * error * inputs[2 * i] / data.Count;
            sum[1] += 2 * error * inputs[2 * i + 1] / data.Count;
            sum[2] += 2 * error / data.Count;
        }

        return sum;
    }

    private sealed class Heard(List<TrainingProgress> told) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => told.Add(value);
    }

    private sealed class MemoryStates : IClientStateStore
    {
        public Dictionary<ClientStateKey, ReadOnlyMemory<byte>> Kept { get; } = [];

        public Task WriteAsync(ClientStateKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            Kept[key] = content;
            return Task.CompletedTask;
        }

        public Task<ReadOnlyMemory<byte>> ReadAsync(ClientStateKey key, CancellationToken cancellationToken) => Task.FromResult(Kept[key]);

        public Task SweepAsync(string site, string federation, int before, IReadOnlyList<string> clients, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}

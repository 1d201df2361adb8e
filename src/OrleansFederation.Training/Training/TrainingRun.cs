using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using OrleansFederation.Aggregation;
using OrleansFederation.Errors;
using OrleansFederation.Modeling;
using OrleansFederation.Native;
using OrleansFederation.Plugins;
using OrleansFederation.Randomness;
using TorchSharp;

namespace OrleansFederation.Training;

/// <summary>
/// One client's training from first step to last, synchronous and on one thread: dispose scopes and the mode of gradients belong to a
/// thread. Every number follows from the request alone; the global generators are not used, but by programs.
/// </summary>
internal sealed class TrainingRun(ModelPlan plan, TrainingRequest request, TimeProvider clock, IPlugins? plugins = null)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMilliseconds(250);

    private readonly TrainingSpec _training = request.Spec.Training;
    private readonly Func<torch.Tensor, torch.Tensor, torch.Tensor> _loss = Losses.Of(plan.Spec, plugins ?? new NoPlugins());

    /// <summary>Trains.</summary>
    /// <param name="progress">Told about every quarter of a second, and at the end; may be null.</param>
    /// <param name="cancellationToken">Looked at before each step.</param>
    /// <exception cref="FederationException">FED1005, FED1022, FED1024 where data and model do not fit; FED3002 where training diverged.</exception>
    public TrainingResult Execute(IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var (startedAt, start) = (clock.GetUtcNow(), clock.GetTimestamp());
        if (TrainingFit.Check(plan, request) is { } problem)
        {
            throw new FederationException(problem);
        }

        TorchNative.EnsureLoaded();
        using var model = new TorchModel(plan, program: request.Program, plugins: plugins);
        if (plan.Spec.Program is not null)
        {
            // A program draws from torch's global generator, which is this task's alone: it runs in a process of its own.
            torch.random.manual_seed(unchecked((long)request.Seed));
        }

        request.Parameters.Span.CopyTo(model.Parameters.Values);
        var loss = Train(model, progress, cancellationToken);
        return new(Update(model.Parameters.Values), request.Data.Count, loss, startedAt, clock.GetElapsedTime(start).TotalSeconds);
    }

    private double Train(TorchModel model, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var order = new int[request.Data.Count];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        var shuffle = new SeededRandom(request.Seed);
        var size = Math.Min(_training.BatchSize, order.Length);
        var steps = (order.Length + size - 1) / size;
        using var dropout = new torch.Generator(request.Seed);
        using var optimizer = LocalOptimizers.Create(_training, plan.Layout.Length);
        using var batches = new BatchReader(request.Data, plan.Spec.Loss, size);
        var (mean, reported) = (0.0, clock.GetTimestamp());
        for (var epoch = 0; epoch < _training.Epochs; epoch++)
        {
            shuffle.Shuffle<int>(order);
            var (sum, seen) = (0.0, 0);
            for (var step = 0; step < steps; step++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var indices = order.AsSpan(seen, Math.Min(size, order.Length - seen));
                var loss = Step(model, optimizer, batches, dropout, indices);
                if (!float.IsFinite(loss))
                {
                    throw Diverged($"the loss became {loss} in step {step + 1} of epoch {epoch + 1}");
                }

                sum += (double)loss * indices.Length;
                seen += indices.Length;
                mean = sum / seen;
                var last = step + 1 == steps && epoch + 1 == _training.Epochs;
                if (progress is not null && (last || clock.GetElapsedTime(reported) >= ReportEvery))
                {
                    reported = clock.GetTimestamp();
                    var done = (double)epoch * steps + step + 1;
                    progress.Report(new(done / ((double)steps * _training.Epochs), mean, (long)epoch * order.Length + seen));
                }
            }
        }

        return mean;
    }

    private float Step(TorchModel model, ILocalOptimizer optimizer, BatchReader batches, torch.Generator dropout, ReadOnlySpan<int> indices)
    {
        using var scope = torch.NewDisposeScope();
        var (inputs, targets) = batches.Read(indices);
        var loss = _loss(model.Forward(inputs, new(dropout)), targets);
        var parameters = model.Parameters;
        var gradients = torch.autograd.grad([loss], model.Leaves);
        var values = parameters.Values;
        optimizer.Begin();
        for (var i = 0; i < gradients.Count; i++)
        {
            // A convolution's gradient may lie channels-last in memory, as its input does.
            var gradient = gradients[i].contiguous();
            var entry = parameters.TrainableEntries[i];
            optimizer.Step(entry.Offset, values.Slice(entry.Offset, entry.Length), MemoryMarshal.Cast<byte, float>(gradient.bytes));
        }

        return loss.item<float>();
    }

    private float[] Update(ReadOnlySpan<float> trained)
    {
        var update = new float[trained.Length];
        TensorPrimitives.Subtract(trained, request.Parameters.Span, update);
        return FiniteCheck.Describe(plan.Layout, update) is { } bad ? throw Diverged($"in the update {bad}") : update;
    }

    private static FederationException Diverged(string how) => FederationErrors.NonFiniteUpdate.Exception("training", $"training diverged: {how}");
}

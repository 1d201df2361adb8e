using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using OrleansFederation.Aggregation;
using OrleansFederation.Clustering;
using OrleansFederation.Errors;
using OrleansFederation.Modeling;
using OrleansFederation.Native;
using OrleansFederation.Parameters;
using OrleansFederation.Plugins;
using TorchSharp;

namespace OrleansFederation.Training;

/// <summary>
/// One client's training from first step to last, synchronous and on one thread: dispose scopes and the mode of gradients belong to a
/// thread. Every number follows from the request alone; the global generators are not used, but by programs.
/// </summary>
internal sealed class TrainingRun(ModelPlan plan, TrainingRequest request, TimeProvider clock, IPlugins? plugins = null)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMilliseconds(250);

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
        using var loss = new LocalLoss(plan, request, plugins ?? new NoPlugins());
        var chosen = Choose(model, loss, cancellationToken);
        request.Parameters.Span.CopyTo(model.Parameters.Values);
        double? initial = request.WantsInitialLoss ? chosen?.Loss ?? Before(model, loss, cancellationToken) : null;
        if (plan.Spec.Program is not null)
        {
            // A program draws from torch's global generator, which is this task's alone: it runs in a process of its own.
            torch.random.manual_seed(unchecked((long)request.Seed));
        }

        var order = new BatchOrder(request.Spec.Training, request.Data.Count, request.Seed, request.Steps);
        var mean = Train(model, loss, order, progress, cancellationToken);
        var update = Update(model.Parameters.Values);
        return new(update, request.Data.Count, mean, startedAt, clock.GetElapsedTime(start).TotalSeconds)
        {
            Norm = Math.Sqrt(SquaredNorm.Of(plan.Kept is null ? update : plan.Moving.Of(update))),
            LocalSteps = LocalSteps.Of(request.Spec.Training, request.Rate, request.Proximal, order.Done),
            Steps = order.Done,
            Trained = order.Examples,
            InitialLoss = initial,
            Candidate = chosen?.Candidate,
        };
    }

    /// <summary>Takes the candidate with the least loss as what is trained. All go through one module.</summary>
    private (int Candidate, double Loss)? Choose(TorchModel model, LocalLoss loss, CancellationToken cancellationToken)
    {
        if (request.Candidates.Count == 0)
        {
            return null;
        }

        var losses = new double[request.Candidates.Count];
        for (var i = 0; i < losses.Length; i++)
        {
            request.Candidates[i].Span.CopyTo(model.Parameters.Values);
            losses[i] = InitialLoss.Of(model, loss, request.Data, request.Spec.Training.BatchSize, cancellationToken);
        }

        var chosen = ClusterChoice.Least(losses) ?? throw Diverged($"no cluster's model has a finite loss before the first step; that of the first is {losses[0]}");
        request = request with { Parameters = request.Candidates[chosen] };
        return (chosen, losses[chosen]);
    }

    private double Before(TorchModel model, LocalLoss loss, CancellationToken cancellationToken)
    {
        var value = InitialLoss.Of(model, loss, request.Data, request.Spec.Training.BatchSize, cancellationToken);
        return double.IsFinite(value) ? value : throw Diverged($"the loss before the first step is {value}");
    }

    private double Train(TorchModel model, LocalLoss loss, BatchOrder order, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var training = request.Spec.Training;
        using var dropout = new torch.Generator(request.Seed);
        using var optimizer = LocalOptimizers.Create(training with { LearningRate = training.LearningRate * request.Rate }, plan.Layout.Length);
        using var batches = new BatchReader(request.Data, plan.Spec.Loss, order.Size);
        using var flat = FlatGradient.For(request, plan.Kept);
        var trained = Trained(model);
        var (sum, mean, reported) = (0.0, 0.0, clock.GetTimestamp());
        while (order.TryNext(out var indices))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var value = Step(model, trained, loss, optimizer, flat, batches, dropout, indices);
            if (!float.IsFinite(value))
            {
                throw Diverged($"the loss became {value} in step {order.StepOfEpoch} of epoch {order.Epoch}");
            }

            sum = (order.StepOfEpoch == 1 ? 0 : sum) + (double)value * indices.Length;
            mean = sum / order.Seen;
            if (progress is not null && (order.Done == order.Steps || clock.GetElapsedTime(reported) >= ReportEvery))
            {
                reported = clock.GetTimestamp();
                progress.Report(new((double)order.Done / order.Steps, mean, order.Examples));
            }
        }

        return mean;
    }

    private static float Step(
        TorchModel model, (IReadOnlyList<ParameterEntry> Entries, IList<torch.Tensor> Leaves) trained, LocalLoss local, ILocalOptimizer optimizer, FlatGradient? flat, BatchReader batches, torch.Generator dropout, ReadOnlySpan<int> indices)
    {
        using var scope = torch.NewDisposeScope();
        var (inputs, targets) = batches.Read(indices);
        var loss = local.Of(model.Forward(inputs, new(dropout)), targets);
        var parameters = model.Parameters;
        var gradients = torch.autograd.grad([loss], trained.Leaves);
        flat?.Take(gradients, trained.Entries, parameters);
        var values = parameters.Values;
        optimizer.Begin();
        for (var i = 0; i < gradients.Count; i++)
        {
            // A convolution's gradient may lie channels-last in memory, as its input does.
            var entry = trained.Entries[i];
            var gradient = flat is null ? MemoryMarshal.Cast<byte, float>(gradients[i].contiguous().bytes) : flat.Of(entry);
            optimizer.Step(entry.Offset, values.Slice(entry.Offset, entry.Length), gradient);
        }

        return loss.item<float>();
    }

    private (IReadOnlyList<ParameterEntry> Entries, IList<torch.Tensor> Leaves) Trained(TorchModel model)
    {
        var all = model.Parameters.TrainableEntries;
        if (request.Trains is not { } trains)
        {
            return (all, model.Leaves);
        }

        int[] some = [.. Enumerable.Range(0, all.Count).Where(i => trains(all[i].Name))];
        return ([.. some.Select(i => all[i])], [.. some.Select(i => model.Leaves[i])]);
    }

    private float[] Update(ReadOnlySpan<float> trained)
    {
        var update = new float[trained.Length];
        TensorPrimitives.Subtract(trained, request.Parameters.Span, update);
        return FiniteCheck.Describe(plan.Layout, update) is { } bad ? throw Diverged($"in the update {bad}") : update;
    }

    private static FederationException Diverged(string how) => FederationErrors.NonFiniteUpdate.Exception("training", $"training diverged: {how}");
}

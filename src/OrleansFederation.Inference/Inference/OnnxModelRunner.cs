using System.Buffers;
using Microsoft.Extensions.Options;
using OrleansFederation.Artifacts;
using OrleansFederation.Data;
using OrleansFederation.Errors;
using OrleansFederation.Evaluation;
using OrleansFederation.Modeling;

namespace OrleansFederation.Inference;

/// <summary>Runs ONNX files with ONNX Runtime, on as many threads as there are processors.</summary>
internal sealed class OnnxModelRunner : IModelRunner, IDisposable
{
    private readonly SessionCache _sessions;
    private readonly RunWorkers _workers;

    /// <summary>Starts the threads.</summary>
    /// <param name="store">Where ONNX files are.</param>
    /// <param name="options">Bounds of the queue and of the sessions kept.</param>
    public OnnxModelRunner(IArtifactStore store, IOptions<InferenceOptions> options)
    {
        _sessions = new(store, options.Value.SessionsKept);
        _workers = new(Environment.ProcessorCount, options.Value.QueueLength);
    }

    /// <inheritdoc/>
    public async Task<InferenceOutput> RunAsync(ArtifactRef onnx, ReadOnlyMemory<float> inputs, CancellationToken cancellationToken)
    {
        using var lease = await _sessions.AcquireAsync(onnx, cancellationToken);
        var session = lease.Session;
        RunInstruments.Batch(session.Rows(inputs.Length));
        return await _workers.OfferAsync($"ONNX file {onnx.Digest}", () => session.Run(inputs), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Metrics> EvaluateAsync(ArtifactRef onnx, IDataSet data, LossKind loss, CancellationToken cancellationToken)
    {
        using var lease = await _sessions.AcquireAsync(onnx, cancellationToken);
        var session = lease.Session;
        var size = data.InputShape.Aggregate(1L, (product, length) => product * length);
        if (size != session.InputSize)
        {
            throw FederationErrors.InputMismatch.Exception($"ONNX file {onnx.Digest}", $"the data has inputs of shape {LayerShape.Text(data.InputShape)}, {size} numbers, but the model takes {session.InputSize}", "Evaluate on data of the shape that the model was trained on.");
        }

        // The pieces and the order in which their sums are added depend on the data alone, so that they have the same bits every time; counts
        // have them in any order, so that each worker counts for itself.
        var piece = session.Piece;
        var pieces = new Metrics?[(data.Count + piece - 1) / piece];
        var tallies = new EvaluationTally?[Math.Min(_workers.Count, pieces.Length)];
        var next = -1;

        async Task WorkOffAsync(int worker)
        {
            while (Interlocked.Increment(ref next) is var i && i < pieces.Length)
            {
                try
                {
                    var first = i * piece;
                    pieces[i] = await _workers.RunAsync(() => Evaluate(session, data, loss, first, Math.Min(piece, data.Count - first), ref tallies[worker]), cancellationToken);
                }
                catch
                {
                    Interlocked.Exchange(ref next, pieces.Length);
                    throw;
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, tallies.Length).Select(WorkOffAsync));
        var sums = pieces.Aggregate(new Metrics(0, 0, loss == LossKind.Mse ? null : 0), (sum, part) => sum.Merge(part!));
        return Merge(tallies) is { } tally && sums.Tallies is { } losses ? sums with { Tallies = tally.ToTallies() with { LossSquareSum = losses.LossSquareSum } } : sums;
    }

    /// <inheritdoc/>
    public LentModel Lend(ReadOnlyMemory<byte> onnx) => _sessions.Lend(onnx);

    /// <summary>Takes no more work, finishes what waits, and closes all sessions.</summary>
    public void Dispose()
    {
        _workers.Dispose();
        _sessions.Dispose();
    }

    private static EvaluationTally? Merge(EvaluationTally?[] tallies)
    {
        EvaluationTally[] counted = [.. tallies.OfType<EvaluationTally>()];
        foreach (var other in counted.Skip(1))
        {
            counted[0].Add(other);
        }

        return counted.FirstOrDefault();
    }

    private static Metrics Evaluate(OnnxSession session, IDataSet data, LossKind loss, int first, int count, ref EvaluationTally? tally)
    {
        var inputs = ArrayPool<float>.Shared.Rent(count * session.InputSize);
        try
        {
            var indices = Enumerable.Range(first, count).ToArray();
            var targets = new float[count];
            var values = inputs.AsMemory(0, count * session.InputSize);
            data.ReadInputs(indices, values.Span);
            data.ReadTargets(indices, targets);
            var outputs = session.Run(values).Values;
            tally ??= ExampleLoss.Classes(loss, outputs.Length / count) is >= 2 and var classes ? new(classes) : null;
            return ExampleLoss.Sum(loss, outputs, targets, first, tally);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(inputs);
        }
    }
}

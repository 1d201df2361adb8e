using OrleansFederation.Artifacts;
using OrleansFederation.Data;
using OrleansFederation.Evaluation;
using OrleansFederation.Inference;
using OrleansFederation.Modeling;

namespace OrleansFederation.Attacks;

/// <summary>Counts how often a model answers a backdoor's trigger with its class, over the examples of other classes: the attack's success.</summary>
internal sealed class BackdoorTest(IModelRunner runner)
{
    /// <summary>The name of the figure.</summary>
    public const string Figure = "backdoor.success";

    private const int RowsAtOnce = 256;

    /// <summary>Counts.</summary>
    /// <param name="attack">The backdoor.</param>
    /// <param name="loss">The model's loss, by which its outputs are read.</param>
    /// <param name="onnx">The model.</param>
    /// <param name="data">The central test set.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<OwnSums> CountAsync(AttackSpec attack, LossKind loss, ArtifactRef onnx, IDataSet data, CancellationToken cancellationToken)
    {
        var triggered = new TriggeredSet(data, attack, share: 1, seed: 0);
        var width = data.InputShape.Aggregate(1, (product, size) => product * size);
        var inputs = new float[Math.Min(RowsAtOnce, data.Count) * width];
        var (hits, others) = (0L, 0L);
        for (var done = 0; done < data.Count; done += RowsAtOnce)
        {
            var rows = Enumerable.Range(done, Math.Min(RowsAtOnce, data.Count - done)).ToArray();
            var truth = new float[rows.Length];
            triggered.ReadInputs(rows, inputs.AsSpan(0, rows.Length * width));
            data.ReadTargets(rows, truth);
            var outputs = (await runner.RunAsync(onnx, inputs.AsMemory(0, rows.Length * width), cancellationToken)).Values;
            var classes = outputs.Length / rows.Length;
            for (var i = 0; i < rows.Length; i++)
            {
                if (truth[i] == attack["target"])
                {
                    continue;
                }

                others++;
                var answer = outputs.AsSpan(i * classes, classes);
                hits += (loss == LossKind.Bce ? answer[0] > 0 ? 1 : 0 : Largest(answer)) == attack["target"] ? 1 : 0;
            }
        }

        return new(Figure, hits, others);
    }

    private static int Largest(ReadOnlySpan<float> values)
    {
        var largest = 0;
        for (var i = 1; i < values.Length; i++)
        {
            largest = values[i] > values[largest] ? i : largest;
        }

        return largest;
    }
}

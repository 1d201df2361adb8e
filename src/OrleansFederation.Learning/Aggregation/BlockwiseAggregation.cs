using System.Numerics.Tensors;
using OrleansFederation.Parameters;

namespace OrleansFederation.Aggregation;

/// <summary>
/// Runs a rule over updates that are read in blocks wherever they lie, with the bits that it has over all of them in memory. Beside the
/// aggregate, a linear rule takes memory for five blocks, another for a block of each update, which are the shorter the more there are.
/// </summary>
/// <param name="count">The number of updates, at least one.</param>
/// <param name="length">The number of their elements.</param>
/// <param name="read">Reads the stretch of an update that begins at a place; all of it is finite.</param>
/// <param name="threads">How many threads share the work, 1 or more; they change no bit.</param>
public sealed class BlockwiseAggregation(int count, int length, Action<int, int, Memory<float>> read, int threads)
{
    private const int LongestBlock = 1 << 18;
    private const int LeastBlock = 1 << 12;
    private const int AllBlocks = 1 << 24;

    private readonly Dictionary<int, float[]> _buffers = [];

    /// <summary>Runs any rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="figures">What receipts would say of the updates, in their order.</param>
    /// <param name="settings">The rule's arguments.</param>
    /// <returns>The aggregate, what the rule decided, without weights where it works number by number, and how far each update is from the aggregate.</returns>
    /// <exception cref="Errors.FederationException">FED3060 where there are too few updates for what the rule is to bear; what the rule throws.</exception>
    public (float[] Aggregate, Weighing Weighing, IReadOnlyList<double> Distances) Run(IAggregationRule rule, IReadOnlyList<UpdateFigures> figures, AggregationSpec settings)
    {
        AggregationRules.Require(rule, settings, count);
        var weighing = rule switch
        {
            ILinearRule linear => new Weighing(linear.Weigh(figures, settings), []),
            IDistanceRule distant => distant.Weigh(Measure(), figures, settings),
            _ => new Weighing([], []),
        };
        var aggregate = new float[length];
        SquaredNormSum[] squares = [.. Enumerable.Range(0, count).Select(_ => new SquaredNormSum())];
        int[] chosen = [.. Enumerable.Range(0, count).Where(i => weighing.Weights.Count == 0 || weighing.Weights[i] != 0)];
        double[] weights = [.. chosen.Where(_ => weighing.Weights.Count > 0).Select(i => weighing.Weights[i])];
        var (blockLength, difference) = (rule.IsLinear ? LongestBlock : BlockLength, new float[Math.Min(LongestBlock, length)]);
        for (var start = 0; start < length; start += blockLength)
        {
            var block = new float[Math.Min(blockLength, length - start)];
            var all = rule.IsLinear ? [] : Blocks(start, block.Length);
            if (rule.IsLinear)
            {
                Fold(chosen, weights, start, block);
            }
            else
            {
                Combination.Of(rule, [.. chosen.Select(i => all[i])], weights, block, settings, threads);
            }

            block.CopyTo(aggregate, start);
            for (var i = 0; i < count; i++)
            {
                var rest = difference.AsSpan(0, block.Length);
                TensorPrimitives.Subtract(rule.IsLinear ? Block(0, i, start, block.Length).Span : all[i].Span, block, rest);
                squares[i].Add(rest);
            }
        }

        return (aggregate, weighing, [.. squares.Select(sum => Math.Sqrt(sum.Total))]);
    }

    private int BlockLength => Math.Clamp(AllBlocks / count / SquaredNormSum.Lanes * SquaredNormSum.Lanes, LeastBlock, LongestBlock);

    private void Fold(int[] chosen, double[] weights, int start, float[] block)
    {
        // The sum holds at most a group, and has folded it before the first of its buffers is filled again.
        var sum = new WeightedSum<float>(block, begun: false, threads);
        for (var i = 0; i < chosen.Length; i++)
        {
            sum.Add(Block(i % WeightedSum<float>.Group, chosen[i], start, block.Length), weights[i]);
        }

        sum.Finish();
    }

    private UpdateDistances Measure()
    {
        var sums = new DistanceSums(count);
        for (var start = 0; start < length; start += BlockLength)
        {
            var block = Math.Min(BlockLength, length - start);
            sums.Add(Blocks(start, block), threads);
        }

        return sums.ToDistances();
    }

    private ReadOnlyMemory<float>[] Blocks(int start, int size) => [.. Enumerable.Range(0, count).Select(i => (ReadOnlyMemory<float>)Block(i, i, start, size))];

    private Memory<float> Block(int buffer, int update, int start, int size)
    {
        if (!_buffers.TryGetValue(buffer, out var held) || held.Length < size)
        {
            _buffers[buffer] = held = new float[size];
        }

        read(update, start, held.AsMemory(0, size));
        return held.AsMemory(0, size);
    }
}

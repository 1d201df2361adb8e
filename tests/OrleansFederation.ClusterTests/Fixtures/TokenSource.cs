using OrleansFederation.Data;
using OrleansFederation.Federations;
using OrleansFederation.Randomness;

namespace OrleansFederation.Fixtures;

/// <summary>Generated sequences of 16 tokens below 12, of the class 1 where 7 is in them more often than 3, and else of the class 0; never as often.</summary>
internal sealed class TokenSource : IDataSource
{
    private const int Length = 16;
    private const int Examples = 200;

    public Task<IDataSet> OpenAsync(FederationSpec spec, DataPart part, int ordinal, IProgress<DataProgress>? progress, CancellationToken cancellationToken)
    {
        var random = new SeededRandom(SeededRandom.Derive(spec.Seed, $"tokens-{part}", part == DataPart.Central ? 0 : ordinal));
        var (inputs, targets) = (new float[Examples * Length], new float[Examples]);
        for (var example = 0; example < Examples; example++)
        {
            var row = inputs.AsSpan(example * Length, Length);
            var (threes, sevens) = (0, 0);
            while (threes == sevens)
            {
                foreach (ref var token in row)
                {
                    token = random.NextInt(3) == 0 ? 3 + 4 * random.NextInt(2) : random.NextInt(12);
                }

                (threes, sevens) = (row.Count(3), row.Count(7));
            }

            targets[example] = sevens > threes ? 1 : 0;
        }

        return Task.FromResult<IDataSet>(new Sequences(inputs, targets));
    }

    private sealed class Sequences(float[] inputs, float[] targets) : IDataSet
    {
        public int Count => targets.Length;

        public IReadOnlyList<int> InputShape { get; } = [Length];

        public void ReadInputs(ReadOnlySpan<int> indices, Span<float> destination)
        {
            for (var i = 0; i < indices.Length; i++)
            {
                inputs.AsSpan(indices[i] * Length, Length).CopyTo(destination[(i * Length)..]);
            }
        }

        public void ReadTargets(ReadOnlySpan<int> indices, Span<float> destination)
        {
            for (var i = 0; i < indices.Length; i++)
            {
                destination[i] = targets[indices[i]];
            }
        }
    }
}

using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OrleansFederation.Randomness;

namespace OrleansFederation.Aggregation;

/// <summary>Updates of many clients in memory, and the bare reading of them.</summary>
internal sealed class UpdateSet
{
    private float _sink;

    /// <summary>Makes updates of random values.</summary>
    /// <param name="clients">How many.</param>
    /// <param name="length">The elements of each.</param>
    public UpdateSet(int clients, int length)
    {
        var random = new SeededRandom(7);
        var values = new float[length];
        foreach (ref var value in values.AsSpan())
        {
            value = (float)random.NextGaussian();
        }

        // The values do not matter to the time: one vector, copied, is made faster than a hundred.
        Clients = [.. Enumerable.Range(0, clients).Select(_ => (float[])values.Clone())];
    }

    /// <summary>One thread, and two where there are two cores.</summary>
    public static IEnumerable<int> ThreadCounts => Environment.ProcessorCount > 1 ? [1, 2] : [1];

    /// <summary>The updates.</summary>
    public IReadOnlyList<float[]> Clients { get; }

    /// <summary>The bytes of all updates.</summary>
    public long Bytes => Clients.Sum(client => (long)client.Length * sizeof(float));

    /// <summary>Reads every byte once, the threads taking the clients by turns.</summary>
    /// <param name="threads">How many threads.</param>
    public void ReadAll(int threads)
    {
        var sums = new float[threads];
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread =>
        {
            for (var i = thread; i < Clients.Count; i += threads)
            {
                sums[thread] += Read(Clients[i]);
            }
        });

        // What is kept cannot be optimised away.
        _sink = sums[0];
        GC.KeepAlive(_sink);
    }

    private static float Read(float[] values)
    {
        ref var start = ref MemoryMarshal.GetArrayDataReference(values);
        var (a, b, c, d) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var step = (nuint)Vector512<float>.Count;
        var last = (nuint)values.Length - 4 * step;
        for (nuint i = 0; i <= last; i += 4 * step)
        {
            a += Vector512.LoadUnsafe(ref start, i);
            b += Vector512.LoadUnsafe(ref start, i + step);
            c += Vector512.LoadUnsafe(ref start, i + 2 * step);
            d += Vector512.LoadUnsafe(ref start, i + 3 * step);
        }

        return Vector512.Sum(a + b + c + d);
    }
}

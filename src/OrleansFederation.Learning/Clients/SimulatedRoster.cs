using System.Collections;
using System.Globalization;
using OrleansFederation.Federations;

namespace OrleansFederation.Clients;

/// <summary>The simulated clients of a spec, worked out one by one as they are asked for: a hundred thousand of them take no memory.</summary>
internal sealed class SimulatedRoster : IReadOnlyList<RosterEntry>
{
    private readonly FederationSpec _spec;
    private readonly int[]? _ordinals;
    private readonly int _digits;

    /// <summary>Makes the roster.</summary>
    /// <param name="spec">A spec with simulated clients.</param>
    public SimulatedRoster(FederationSpec spec)
    {
        var count = spec.Clients.Simulate ?? 0;
        _spec = spec;
        _digits = (count - 1).ToString(CultureInfo.InvariantCulture).Length;
        _ordinals = spec.Clients switch
        {
            { Pool: true } => [0],
            { Only: { } only } => [.. only.Distinct().Order()],
            _ => null,
        };
        Count = _ordinals?.Length ?? count;
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public RosterEntry this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var (ordinal, clients) = (_ordinals?[index] ?? index, _spec.Clients);
            return new(
                $"{_spec.Name}.{ordinal.ToString(CultureInfo.InvariantCulture).PadLeft(_digits, '0')}", ordinal, clients.Sites is { } sites ? sites[ordinal % sites.Count] : clients.Site);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<RosterEntry> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
        {
            yield return this[index];
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

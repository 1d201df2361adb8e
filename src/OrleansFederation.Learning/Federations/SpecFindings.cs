using OrleansFederation.Errors;

namespace OrleansFederation.Federations;

/// <summary>
/// The problems of a spec as checks find them. A check of values against one another runs where none of them was found wrong by itself,
/// so that one mistake is told once and an unrelated one is still found.
/// </summary>
/// <param name="found">What the schema found; further problems are added to it.</param>
internal sealed class SpecFindings(List<Problem> found)
{
    private readonly string[] _unsound = [.. found.Select(problem => problem.Place)];

    /// <summary>Adds a problem.</summary>
    /// <param name="problem">The problem.</param>
    public void Add(Problem problem) => found.Add(problem);

    /// <summary>Whether the schema found no problem at any of these places, inside one, or at what holds one.</summary>
    /// <param name="places">The places that a check looks at.</param>
    public bool Sound(params ReadOnlySpan<string> places)
    {
        foreach (var place in places)
        {
            foreach (var bad in _unsound)
            {
                if (bad == SchemaWalker.Whole || Within(bad, place) || Within(place, bad))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool Within(string inner, string outer) =>
        inner.StartsWith(outer, StringComparison.Ordinal) && (inner.Length == outer.Length || inner[outer.Length] is '.' or '[');
}

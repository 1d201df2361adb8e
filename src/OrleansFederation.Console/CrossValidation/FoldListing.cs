using System.CommandLine;
using System.Text.RegularExpressions;
using OrleansFederation.Output;

namespace OrleansFederation.CrossValidation;

/// <summary>Keeps the federations of cross-validations and of variants, their models and their simulated clients out of lists, in which they would hide the others.</summary>
internal static partial class FoldListing
{
    /// <summary>The option that lists them too.</summary>
    public static Option<bool> Option() => new("--folds") { Description = "With those of cross-validations and of variants." };

    /// <summary>Leaves them out, and says so.</summary>
    /// <param name="all">What there is.</param>
    /// <param name="name">The name of one.</param>
    /// <param name="withFolds">Whether they are asked for.</param>
    /// <param name="noun">What they are, in the plural.</param>
    /// <param name="terminal">Where to say it.</param>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> all, Func<T, string> name, bool withFolds, string noun, Terminal terminal)
    {
        IReadOnlyList<T> listed = withFolds ? all : [.. all.Where(one => !Fold().IsMatch(name(one)))];
        if (listed.Count < all.Count)
        {
            terminal.Say($"Without {Figures.Count(all.Count - listed.Count)} {noun} of cross-validations and of variants: --folds lists them too.");
        }

        return listed;
    }

    // The names that ValidationPlan and VariantPlan give.
    [GeneratedRegex(@"\.(cv-[0-9a-f]{8}\.[0-9]+\.[0-9]+\.(federated|pooled|alone-[0-9]+|without-[0-9]+)|vs-[0-9a-f]{8}\.m?[0-9]+)(\.|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Fold();
}

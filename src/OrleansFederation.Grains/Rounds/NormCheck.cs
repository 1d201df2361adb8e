using System.Globalization;
using OrleansFederation.Aggregation;
using OrleansFederation.Errors;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>Holds the norms of updates that the coordinator has read against those that their receipts tell.</summary>
internal static class NormCheck
{
    /// <summary>Requires that they are the same.</summary>
    /// <param name="context">The round.</param>
    /// <param name="contributions">The updates.</param>
    /// <param name="norms">Their norms as measured, in the same order.</param>
    /// <exception cref="FederationException">FED3012 with every client whose receipt tells another norm.</exception>
    public static void Require(RoundContext context, IReadOnlyList<(string Site, Contribution Contribution)> contributions, IReadOnlyList<double> norms)
    {
        Problem[] wrong =
        [
            .. from pair in contributions.Select((pair, i) => (pair.Contribution.Client, Measured: norms[i]))
               let told = context.Inbox.Find(pair.Client)?.Report?.Norm
               where told is { } norm && !ReceiptNorms.IsAsTold(pair.Measured, norm)
               select FederationErrors.UpdateMismatch.At(RefusedUpdate.PlaceOf(pair.Client), string.Create(CultureInfo.InvariantCulture, $"its norm is {pair.Measured:g6}, and its receipt tells {told:g6}")),
        ];
        if (wrong.Length > 0)
        {
            throw new FederationException(wrong);
        }
    }
}

namespace OrleansFederation.Training;

/// <summary>
/// An adaptive μ from round to round. It falls by 0.1 after a round whose training loss fell, and rises by 0.1 after one whose loss did
/// not, between 0 and 1: the heuristic of Li et al. 2020 (section 5.3.2) without its wait for five falls in a row, as pfl-research has it. It is
/// a function of the committed rounds' losses alone.
/// </summary>
/// <param name="Mu">μ of the next round.</param>
/// <param name="Loss">The training loss of the last round; null where it had none.</param>
public sealed record ProximalCourse(double Mu, double? Loss)
{
    private const double Step = 0.1;

    // Tenths have no exact sum: without it, what went up and down again would end beside 0.
    private const int Digits = 10;

    /// <summary>Goes on after a committed round. The first has none to be compared with, and changes nothing.</summary>
    /// <param name="spec">The term; null where there is none.</param>
    /// <param name="before">What went before; null before the first round.</param>
    /// <param name="loss">The mean training loss of the round.</param>
    /// <returns>The course; null where μ does not adapt.</returns>
    public static ProximalCourse? After(ProximalSpec? spec, ProximalCourse? before, double? loss)
    {
        if (spec is not { Adaptive: true })
        {
            return null;
        }

        var mu = before?.Mu ?? spec.Mu;
        return (before?.Loss, loss) is ({ } last, { } now)
            ? new(Math.Clamp(Math.Round(now < last ? mu - Step : mu + Step, Digits), 0, 1), loss)
            : new(mu, loss ?? before?.Loss);
    }
}

namespace OrleansFederation.Rounds;

/// <summary>What a client did in a federation's last <see cref="Rounds"/> rounds before one, of those that were committed.</summary>
/// <param name="Client">The client's id.</param>
/// <param name="Selected">The rounds for which it was selected.</param>
/// <param name="Contributed">The rounds to which it contributed.</param>
/// <param name="Steps">The steps of local training of its last <see cref="Contributions"/> contributions.</param>
/// <param name="Trained">The examples trained on in them, over all passes.</param>
/// <param name="Seconds">The seconds that they took.</param>
public sealed record PastWork(string Client, long Selected, long Contributed, long Steps, long Trained, double Seconds)
{
    /// <summary>How many rounds are looked back: who was not selected in so many is as one that never was, and gets another chance.</summary>
    public const int Rounds = 20;

    /// <summary>How many contributions tell how fast a client is: few enough to follow its machine, more than one since other work disturbs it.</summary>
    public const int Contributions = 3;

    /// <summary>The rounds to which a client is taken to have contributed before its first: a newcomer counts as reliable, and one failure halves nobody.</summary>
    public const int Prior = 2;

    /// <summary>Nothing is known of a client.</summary>
    /// <param name="client">The client's id.</param>
    public static PastWork None(string client) => new(client, 0, 0, 0, 0, 0);

    /// <summary>The share of rounds to which it contributed of those for which it was selected, above 0 up to 1, with <see cref="Prior"/> rounds before the first.</summary>
    public double Reliability => Share(Selected, Contributed);

    /// <summary>Examples a second; null where none was measured.</summary>
    public double? Speed => Trained > 0 && Seconds > 0 ? Trained / Seconds : null;

    /// <summary>Seconds a step; null where none was measured.</summary>
    public double? SecondsPerStep => Steps > 0 && Seconds > 0 ? Seconds / Steps : null;

    /// <summary>The reliability that follows from two counts.</summary>
    /// <param name="selected">The rounds for which a client was selected.</param>
    /// <param name="contributed">The rounds to which it contributed.</param>
    public static double Share(long selected, long contributed) => (contributed + Prior) / (double)(selected + Prior);
}

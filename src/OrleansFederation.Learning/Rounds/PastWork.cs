namespace OrleansFederation.Rounds;

/// <summary>What a client did in a federation's last <see cref="Rounds"/> rounds before one, of those that were committed.</summary>
/// <param name="Client">The client's id.</param>
/// <param name="Selected">The rounds for which it was selected.</param>
/// <param name="Contributed">The rounds in which it did its work in time: to which it contributed, or whose scores left its update out.</param>
/// <param name="Missed">The rounds for which it was selected since it last did.</param>
/// <param name="Speed">
/// Examples a second in the fastest of its last <see cref="Contributions"/> contributions, since other work only ever slows a machine down;
/// null where none was measured.
/// </param>
/// <param name="Pace">Seconds a step in its last contribution, with what a task costs besides; null where it was not measured.</param>
public sealed record PastWork(string Client, long Selected, long Contributed, long Missed, double? Speed, double? Pace)
{
    /// <summary>How many rounds are looked back: who was not selected in so many is as one that never was, and gets another chance.</summary>
    public const int Rounds = 20;

    /// <summary>How many contributions tell how fast a client is.</summary>
    public const int Contributions = 3;

    /// <summary>The rounds to which a client is taken to have contributed before its first: a newcomer counts as reliable, and one failure halves nobody.</summary>
    public const int Prior = 2;

    /// <summary>Nothing is known of a client.</summary>
    /// <param name="client">The client's id.</param>
    public static PastWork None(string client) => new(client, 0, 0, 0, null, null);

    /// <summary>The share of rounds to which it contributed of those for which it was selected, above 0 up to 1, with <see cref="Prior"/> rounds before the first.</summary>
    public double Reliability => (Contributed + Prior) / (double)(Selected + Prior);
}

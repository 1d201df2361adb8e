namespace OrleansFederation.Errors;

public static partial class FederationErrors
{
    /// <summary>Another activation drives the round.</summary>
    public static readonly FederationError RoundTakenOver = new("FED3020", "The round was taken over",
        "Another silo drives the round since this one was believed dead, so what this one would still write is refused.",
        "Nothing is to be done: the round goes on where it was taken up.", ExitCodes.Conflict, 409);

    /// <summary>A site has no silo in the cluster.</summary>
    public static readonly FederationError SiteOffline = new("FED3021", "A site is offline",
        "No silo of the site is in the cluster, or none answers, so its clients cannot be asked. Nobody else trains for them.",
        "Start a silo that carries the site (`fed silo run`); a round that still runs goes on by itself, else run the same command again.", ExitCodes.NotMet, 503);

    /// <summary>A round cannot be replayed.</summary>
    public static readonly FederationError ReplayImpossible = new("FED3022", "The round cannot be replayed",
        "A replay needs a committed round whose initial parameters are still kept.",
        "Choose a committed round (`fed round list FEDERATION`) whose base version has its bytes, or set retention: all for the next federation.", ExitCodes.NotMet, 409);

    /// <summary>A replay gave something else than the round.</summary>
    public static readonly FederationError ReplayDiffers = new("FED3023", "The replay gave another result",
        "Training again from the round's record did not give the same bytes: data, code or the kind of processor changed, or the record is not true.",
        "Compare the clients that differ; replay on the kind of processor that trained.", ExitCodes.NotMet, 409);
}

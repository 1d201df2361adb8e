namespace OrleansFederation.Errors;

/// <summary>The exit codes of <c>fed</c>.</summary>
public static class ExitCodes
{
    /// <summary>It worked.</summary>
    public const int Ok = 0;

    /// <summary>An unexpected fault: a defect of the platform.</summary>
    public const int Fault = 1;

    /// <summary>The command, a spec, a file or an input is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Refused by a grant, a policy or a budget.</summary>
    public const int Refused = 3;

    /// <summary>The cluster, the database or the state directory cannot be reached or used.</summary>
    public const int Unreachable = 4;

    /// <summary>Not found.</summary>
    public const int NotFound = 5;

    /// <summary>It conflicts with what is there already.</summary>
    public const int Conflict = 6;

    /// <summary>Waited, and what was waited for did not come: a round or a federation failed.</summary>
    public const int NotMet = 7;

    /// <summary>Interrupted by the user.</summary>
    public const int Interrupted = 130;
}

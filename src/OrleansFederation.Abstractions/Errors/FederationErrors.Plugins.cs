namespace OrleansFederation.Errors;

/// <summary>What can be wrong with code of one's own at a site.</summary>
public static partial class FederationErrors
{
    /// <summary>A site's file of approvals cannot be read.</summary>
    public static readonly FederationError ApprovalsMalformed = new("FED1080", "The approvals of plugins cannot be read",
        "The site's file of approvals is no JSON of the documented form, or names a digest, kind or limit that is none. Nothing that it approves runs until it is correct.",
        "Correct the file, which FED_APPROVALS names, or write it anew with `fed plugin approve PATH`.", ExitCodes.Usage, 400);

    /// <summary>A folder is no plugin.</summary>
    public static readonly FederationError PluginUnusable = new("FED1081", "The plugin cannot be used",
        "A plugin is a folder with an assembly and everything that it needs, without links, at most 10,000 files and 1 GiB, built against the version of OrleansFederation that loads it.",
        "Give the folder that `dotnet publish` wrote, or the assembly within it; build the plugin anew against this version.", ExitCodes.Usage, 400);

    /// <summary>A plugin may not run at a site.</summary>
    public static readonly FederationError PluginNotApproved = new("FED4030", "The plugin is not approved at the site",
        "Each site says in a file of its own which plugins may run on its data: by the digest of all of their files, and for what.",
        "At the site, look the plugin over and approve it: `fed plugin approve PATH --digest DIGEST`.", ExitCodes.Refused, 403);

    /// <summary>A plugin has other bytes than those that were approved.</summary>
    public static readonly FederationError PluginChanged = new("FED4031", "The plugin was changed after it was approved",
        "The files that a site's approval names have another digest now than the one that was approved. Not one of them was loaded.",
        "Bring the approved files back, or look the new ones over and approve them: `fed plugin approve PATH`; the spec then names their digest.", ExitCodes.Refused, 403);

    /// <summary>A plugin threw, or gave what no plugin of its kind may give.</summary>
    public static readonly FederationError PluginFailed = new("FED3040", "A plugin failed",
        "Code of a site's own threw, or gave something else than its interface promises. Its silo goes on, and so do other tasks.",
        "Look in the site's log, where what it said stands in full; correct the plugin and have it approved again.", ExitCodes.NotMet, 500);

    /// <summary>A task was killed at its time limit.</summary>
    public static readonly FederationError IsolatedTime = new("FED3041", "A task took longer than its site allows",
        "Tasks with code of one's own run in a process of their own, which is killed when it has run for as long as the approval of its plugins allows.",
        "Correct the plugin where it hangs; else have the site allow more: `fed plugin approve PATH --time 2h`.", ExitCodes.NotMet, 504);

    /// <summary>A task was killed at its memory limit.</summary>
    public static readonly FederationError IsolatedMemory = new("FED3042", "A task took more memory than its site allows",
        "Tasks with code of one's own run in a process of their own, which is killed when it holds more memory than the approval of its plugins allows.",
        "Correct the plugin where it gathers memory; else have the site allow more: `fed plugin approve PATH --memory 4GiB`.", ExitCodes.NotMet, 507);

    /// <summary>A task's process ended without a result.</summary>
    public static readonly FederationError IsolatedCrash = new("FED3043", "A task's process ended without a result",
        "Tasks with code of one's own run in a process of their own. It ended by itself before it had answered, as by a fault in native code or a call to exit.",
        "Look in the site's log, where its last words stand; correct the plugin.", ExitCodes.NotMet, 500);

    /// <summary>A plugin was asked for where none may run.</summary>
    public static readonly FederationError PluginOutside = new("FED3044", "Plugins run only in tasks of a federation",
        "Code of one's own runs in a process of its own and for training, evaluation and statistics only. What was asked for runs in the silo itself.",
        "Ask for something that does not need the plugin, such as an input in a file in place of --example.", ExitCodes.NotMet, 409);
}

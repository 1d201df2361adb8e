using System.ComponentModel.DataAnnotations;

namespace OrleansFederation.Hosting;

/// <summary>How silos notice that one of them is gone. The time until then is about <see cref="ProbeTimeout"/> times <see cref="MissedProbes"/>.</summary>
public sealed class MembershipOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Membership";

    /// <summary>How often a silo is probed, and how long it may take to answer; 100 ms to 1 minute. Default: 2 s, a compromise between a quick notice and a pause of garbage collection.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many probes in a row a silo may miss, 1 to 20. Default: 3.</summary>
    [Range(1, 20)]
    public int MissedProbes { get; set; } = 3;

    /// <summary>How many silos must agree that another is dead, 1 to 10; fewer where there are fewer. Default: 2.</summary>
    [Range(1, 10)]
    public int Votes { get; set; } = 2;

    /// <summary>How often the membership table is read again, besides what silos tell one another; 1 s to 10 minutes. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan TableRefresh { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>After how long the rows of dead silos are removed, 1 minute to 30 days. Default: 1 day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan ForgetAfter { get; set; } = TimeSpan.FromDays(1);
}

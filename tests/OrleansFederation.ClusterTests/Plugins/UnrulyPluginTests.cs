using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Plugins;

/// <summary>Plugins that fail in every way that they can: each is an error with a name, the silo lives, and its next task runs.</summary>
public sealed class UnrulyPluginTests
{
    private const long Half = 512L << 20;

    [Fact]
    public async Task A_plugin_that_throws_fails_its_task_with_what_it_said()
    {
        var failure = await FailureAsync("throw");

        Assert.Equal(FederationErrors.PluginFailed.Code, failure.Code);
        Assert.Contains("InvalidOperationException: patient 4711", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_that_hangs_is_killed_at_its_time_limit()
    {
        var failure = await FailureAsync("hang", time: TimeSpan.FromSeconds(2));

        Assert.Equal(FederationErrors.IsolatedTime.Code, failure.Code);
        Assert.Contains("the limit is 2 s", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_plugin_has_started_is_killed_with_it()
    {
        var mark = Mark(1);

        var failure = await FailureAsync($"spawn\", \"for\": \"{mark}", time: TimeSpan.FromSeconds(2));

        Assert.Equal(FederationErrors.IsolatedTime.Code, failure.Code);
        await AllEndAsync(mark);
    }

    [Theory]
    [InlineData("managed")]
    [InlineData("native")]
    public async Task A_plugin_that_eats_memory_is_ended_at_its_limit(string does)
    {
        var failure = await FailureAsync(does, memory: Half);

        Assert.Equal(FederationErrors.IsolatedMemory.Code, failure.Code);
        Assert.Contains("512", failure.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit", "exit code 7")]
    [InlineData("crash", "exit code 134")]
    [InlineData("kill", "exit code 137 (killed from outside")]
    public async Task A_plugin_that_ends_its_process_is_told_with_the_exit_code(string does, string told)
    {
        var failure = await FailureAsync(does);

        Assert.Equal(FederationErrors.IsolatedCrash.Code, failure.Code);
        Assert.Contains(told, failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_that_leaves_inputs_out_is_told()
    {
        var failure = await FailureAsync("forget");

        Assert.Equal(FederationErrors.PluginFailed.Code, failure.Code);
        Assert.Contains("an input was left out", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_plugin_prints_goes_to_the_log_bounded_and_disturbs_nothing()
    {
        using var site = new SampleSite().Approve();
        using var state = new StateDirectory();
        var log = new CapturedLog();
        await using var silo = await RunningSilo.StartAsync(state, services =>
        {
            site.Configure(services);
            services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(log));
        });

        var report = await silo.TrainAsync(site.Spec("unruly", """{ "does": "print" }"""));

        var said = string.Join('\n', log.Lines);
        Assert.Null(report.Failure);
        Assert.Contains("a report, it would seem", said, StringComparison.Ordinal);
        Assert.Contains("and an error", said, StringComparison.Ordinal);
        Assert.True(said.Length < 100_000, $"the log has {said.Length} characters");
    }

    [Fact]
    public async Task A_plugin_sees_no_variable_of_the_silo_beyond_those_that_are_passed()
    {
        Environment.SetEnvironmentVariable("FED_SAMPLE_SECRET", "hush");
        Environment.SetEnvironmentVariable("FED_SAMPLE_PASSED", "may be seen");

        var failure = await FailureAsync("look", configure: services => services.PostConfigure<Isolation.IsolationOptions>(options => options.Variables = "FED_SAMPLE_PASSED"));

        Assert.Contains("FED_SAMPLE_PASSED", failure.Cause, StringComparison.Ordinal);
        Assert.DoesNotContain("FED_SAMPLE_SECRET", failure.Cause, StringComparison.Ordinal);
        Assert.DoesNotContain("FED_POSTGRES", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_task_kills_its_process()
    {
        using var site = new SampleSite().Approve();
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, site.Configure);
        using var cancel = new CancellationTokenSource();
        var mark = Mark(2);

        var training = silo.TrainAsync(site.Spec("unruly", $$"""{ "does": "spawn", "for": "{{mark}}" }"""), cancel: cancel.Token);
        while (!training.IsCompleted && Marked(mark).Count == 0)
        {
            await Task.WhenAny(training, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken));
        }

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => training);

        await AllEndAsync(mark);
        Assert.Empty(Directory.EnumerateFileSystemEntries(site.Tasks));
    }

    /// <summary>Trains with data that does something, and then, in the same silo, with data that does not.</summary>
    private static async Task<Problem> FailureAsync(string does, TimeSpan? time = null, long? memory = null, Action<IServiceCollection>? configure = null)
    {
        using var site = new SampleSite().Approve(time, memory);
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, services =>
        {
            site.Configure(services);
            configure?.Invoke(services);
        });

        var report = await silo.TrainAsync(site.Spec("unruly", $$"""{ "does": "{{does}}" }"""));
        site.Approve();
        var next = await silo.TrainAsync(site.Spec("unruly"));

        Assert.Null(next.Failure);
        Assert.Empty(Directory.EnumerateFileSystemEntries(site.Tasks));
        return report.Failure!;
    }

    /// <summary>Waits, not for long, until what was killed is gone.</summary>
    private static async Task AllEndAsync(string mark)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        foreach (var process in Marked(mark))
        {
            await process.WaitForExitAsync(bound.Token);
        }
    }

    /// <summary>A time to sleep that only processes of one test are told.</summary>
    private static string Mark(int test) => string.Create(CultureInfo.InvariantCulture, $"36{Environment.ProcessId:00000000}.{test}");

    private static List<Process> Marked(string mark) => [.. Process.GetProcessesByName("sleep").Where(process => CommandLine(process).EndsWith($"\0{mark}\0", StringComparison.Ordinal))];

    private static string CommandLine(Process process)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/cmdline"));
        }
        catch (IOException)
        {
            return "";
        }
    }
}

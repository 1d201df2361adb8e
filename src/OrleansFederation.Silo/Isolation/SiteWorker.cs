using System.Globalization;
using OrleansFederation.Artifacts;
using OrleansFederation.Clients;
using OrleansFederation.Data;
using OrleansFederation.Errors;
using OrleansFederation.Inference;
using OrleansFederation.Plugins;
using OrleansFederation.Training;

namespace OrleansFederation.Isolation;

/// <summary>
/// The process of one task: it loads the task's plugins, does what a silo would do in itself, and leaves the report in the task's folder. Its
/// standard output is the log's and no protocol's, so that code may write there what it likes.
/// </summary>
internal static class SiteWorker
{
    /// <summary>The verb that makes the silo's program a worker.</summary>
    public const string Verb = "worker";

    private static readonly TimeSpan ProgressEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>Does a task.</summary>
    /// <param name="path">The task's folder.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string path)
    {
        ProcessGroup.Lead();
        EndWithSilo();
        var folder = new TaskFolder(path);
        var request = TaskFolder.Read(folder.Request, long.MaxValue, WorkerJson.Default.WorkerRequest) ?? throw new InvalidOperationException($"{folder.Request} holds no request.");
        OwnLimits.Set(request.Memory);
        TaskFolder.Write(folder.Report, await ReportAsync(folder, request), WorkerJson.Default.TaskReport);

        // Threads of a plugin may still run: they are not waited for.
        Environment.Exit(ExitCodes.Ok);
        return ExitCodes.Ok;
    }

    private static async Task<TaskReport> ReportAsync(TaskFolder folder, WorkerRequest request)
    {
        var order = request.Order;
        try
        {
            await using var services = Compose(folder, request);
            return await services.GetRequiredService<SiteWork>().DoAsync(order, new ProgressFile(folder), CancellationToken.None);
        }
        catch (FederationException refusal)
        {
            return new() { Key = order.Key, Site = order.Site, Failure = refusal.Problems[0] };
        }
    }

    private static ServiceProvider Compose(TaskFolder folder, WorkerRequest request)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddSimpleConsole(console => console.SingleLine = true));
        return services
            .AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(new ConfigurationManager())
            .AddSingleton<IPlugins>(new LoadedPlugins(request.Plugins.ToDictionary(plugin => plugin.Digest, plugin => plugin.File, StringComparer.Ordinal)))
            .AddSingleton<IArtifactStore>(new FolderArtifacts(folder))
            .AddSingleton<IUpdateStore>(new FolderUpdates(folder))
            .AddSingleton<IClientStateStore>(new FolderStates(folder))
            .AddSiteWork(keeps: false)
            .AddTraining()
            .AddDatasets()
            .AddInference()
            .BuildServiceProvider();
    }

    // The silo holds the other end open for as long as it lives. A thread of its own sees the end of it, whatever a plugin does.
    private static void EndWithSilo() => new Thread(() =>
    {
        using var input = Console.OpenStandardInput();
        while (input.ReadByte() >= 0)
        {
        }

        Console.Error.WriteLine("The silo is no more, and so its task ends.");
        ProcessGroup.Kill(Environment.ProcessId);
        Environment.Exit(ExitCodes.Fault);
    })
    {
        IsBackground = true,
        Name = string.Create(CultureInfo.InvariantCulture, $"{nameof(SiteWorker)} watch"),
    }.Start();

    private sealed class ProgressFile(TaskFolder folder) : IProgress<TrainingProgress>
    {
        private long _told = TimeProvider.System.GetTimestamp();

        public void Report(TrainingProgress value)
        {
            if (TimeProvider.System.GetElapsedTime(_told) >= ProgressEvery)
            {
                _told = TimeProvider.System.GetTimestamp();
                TaskFolder.Write(folder.Progress, value, WorkerJson.Default.TrainingProgress);
            }
        }
    }
}

using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OrleansFederation.Artifacts;
using OrleansFederation.Clients;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Plugins;
using OrleansFederation.Training;

namespace OrleansFederation.Isolation;

/// <summary>Does tasks in processes of their own: the silo's program, with a private folder, the approved plugins' bytes and little else.</summary>
internal sealed partial class IsolatedTasks : IIsolatedTasks, IDisposable
{
    private const long LargestReport = 64L << 20;
    private const long LargestProgress = 4096;
    private const int KilledOutside = 128 + 9;

    private readonly IPluginApprovals _approvals;
    private readonly IArtifactStore _artifacts;
    private readonly IUpdateStore _updates;
    private readonly IClientStateStore _states;
    private readonly IsolationOptions _options;
    private readonly IsolatedProcess _processes;
    private readonly ILogger<IsolatedTasks> _logger;
    private readonly SemaphoreSlim _room;

    /// <summary>Removes what dead silos have left, and begins.</summary>
    public IsolatedTasks(
        IPluginApprovals approvals, IArtifactStore artifacts, IUpdateStore updates, IClientStateStore states, IOptions<IsolationOptions> options, TimeProvider clock, ILogger<IsolatedTasks> logger)
    {
        (_approvals, _artifacts, _updates, _states, _options, _logger) = (approvals, artifacts, updates, states, options.Value, logger);
        (_processes, _room) = (new(clock), new(_options.AtOnce, _options.AtOnce));
        TaskFolder.Sweep(_options.Folder);
    }

    /// <inheritdoc/>
    public void Demand(string site, IReadOnlyList<PluginUse> plugins) => ApprovedPlugins.Check(_approvals, plugins, site);

    /// <inheritdoc/>
    public async Task<TaskReport> DoAsync(TrainingOrder order, IReadOnlyList<PluginUse> plugins, IProgress<TrainingProgress> progress, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        try
        {
            // Looked up now and not when the task was ordered: what was revoked while it waited does not run.
            var approved = ApprovedPlugins.Find(_approvals, plugins, order.Site);
            var folder = TaskFolder.Create(_options.Folder);
            try
            {
                return await DoAsync(order, approved, folder, progress, cancellationToken);
            }
            finally
            {
                if (folder.Remove() is { } fault)
                {
                    LogLeft(folder.Location, fault);
                }
            }
        }
        finally
        {
            _room.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _room.Dispose();

    private async Task<TaskReport> DoAsync(TrainingOrder order, ApprovedPlugins approved, TaskFolder folder, IProgress<TrainingProgress> progress, CancellationToken cancellationToken)
    {
        var loaded = await Task.Run(() => approved.CopyTo(folder.Plugins), cancellationToken);
        foreach (var artifact in new[] { order.Model, order.Preprocessing, order.Control, Script(order), Twin(order) }.Concat(order.Candidates.Select(candidate => candidate.Model)).OfType<ArtifactRef>().Distinct().Where(artifact => artifact.Length > 0))
        {
            await WorkerFiles.FetchAsync(_artifacts, artifact, Path.Combine(folder.Artifacts, artifact.Digest), cancellationToken);
        }

        await WorkerStates.FetchAsync(_states, order, folder, cancellationToken);
        TaskFolder.Write(folder.Request, new(order, loaded, approved.Memory), WorkerJson.Default.WorkerRequest);
        var start = WorkerProgram.Start(folder, approved.Memory, _options.Variables);
        var (last, told) = ("", default(TrainingProgress));
        LogStarted(order.Key.Kind, order.Key.Federation, order.Key.Round, order.Key.Client, approved.Names);
        var end = await _processes.RunAsync(start, approved.Time, approved.Memory, Said, Look, cancellationToken);
        LogEnded(order.Key.Kind, order.Key.Federation, order.Key.Round, order.Key.Client, end.Kind, end.ExitCode, end.Peak >> 20, end.Took.TotalSeconds);
        return end.Kind switch
        {
            IsolatedEndKind.Time => throw FederationErrors.IsolatedTime.Exception(approved.Place, $"it was killed after {Seconds(end.Took)}; the limit is {Seconds(approved.Time)}"),
            IsolatedEndKind.Memory => throw FederationErrors.IsolatedMemory.Exception(approved.Place, $"it was killed when it held {ByteSize.Format(end.Peak)}; the limit is {ByteSize.Format(approved.Memory)}"),
            _ => await TakeAsync(order, approved, folder, end, last, cancellationToken),
        };

        void Said(string line)
        {
            last = line;
            LogSaid(approved.Names, line);
        }

        bool Look()
        {
            if (WorkerFiles.Try(() => TaskFolder.Read(folder.Progress, LargestProgress, WorkerJson.Default.TrainingProgress)) is var now && now.Examples > told.Examples)
            {
                told = now;
                progress.Report(now);
            }

            return File.Exists(folder.Report);
        }
    }

    private async Task<TaskReport> TakeAsync(TrainingOrder order, ApprovedPlugins approved, TaskFolder folder, IsolatedEnd end, string last, CancellationToken cancellationToken)
    {
        TaskReport? report;
        try
        {
            report = TaskFolder.Read(folder.Report, LargestReport, WorkerJson.Default.TaskReport);
        }
        catch (JsonException fault)
        {
            throw new FederationException(FederationErrors.IsolatedCrash.At(approved.Place, $"its report cannot be read: {fault.Message}"), fault);
        }

        if (report is null)
        {
            throw FederationErrors.IsolatedCrash.Exception(
                approved.Place,
                $"it ended with exit code {end.ExitCode}{(end.ExitCode == KilledOutside ? " (killed from outside, as the kernel does where the machine or the pod has no memory)" : "")} after {Seconds(end.Took)}, when it held at most {ByteSize.Format(end.Peak)}, and said last: {last}");
        }

        if (report.Failure is { } failure)
        {
            throw new FederationException(failure);
        }

        if (report.Key != order.Key || report.Site != order.Site)
        {
            throw FederationErrors.IsolatedCrash.Exception(approved.Place, "its report is of another task");
        }

        if (report.Update is not { } update)
        {
            return report;
        }

        var kept = await WorkerFiles.KeepAsync(_updates, order, folder.Update, update, approved.Place, cancellationToken);
        await WorkerStates.KeepAsync(_states, order, folder, kept.Digest, approved.Place, cancellationToken);
        return report with { Update = kept };
    }

    private static ArtifactRef? Script(TrainingOrder order) =>
        order.Key.Kind is TaskKind.Train or TaskKind.Replay or TaskKind.Admit || IsPersonal(order) ? SpecReader.FromCanonical(order.Spec).Model.Program?.Script?.Artifact : null;

    // A client's own model is the twin with other numbers.
    private static ArtifactRef? Twin(TrainingOrder order) => IsPersonal(order) ? SpecReader.FromCanonical(order.Spec).Model.Program?.Onnx.Artifact : null;

    private static bool IsPersonal(TrainingOrder order) => order.Key.Kind == TaskKind.Evaluate && SpecReader.FromCanonical(order.Spec).Personal is not null;

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s");

    [LoggerMessage(3130, LogLevel.Information, "{Kind} in {Federation} round {Round} for {Client} runs in a process of its own with {Plugins}")]
    private partial void LogStarted(TaskKind kind, string federation, int round, string client, string plugins);

    [LoggerMessage(3131, LogLevel.Information, "The process of {Kind} in {Federation} round {Round} for {Client} ended: {End}, exit code {ExitCode}, at most {Peak} MiB, {Seconds} s")]
    private partial void LogEnded(TaskKind kind, string federation, int round, string client, IsolatedEndKind end, int exitCode, long peak, double seconds);

    [LoggerMessage(3132, LogLevel.Information, "{Plugins}: {Line}")]
    private partial void LogSaid(string plugins, string line);

    [LoggerMessage(3133, LogLevel.Warning, "The task's folder {Folder} could not be removed: {Fault}")]
    private partial void LogLeft(string folder, string fault);
}

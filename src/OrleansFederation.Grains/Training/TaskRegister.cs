using System.Collections.Concurrent;

namespace OrleansFederation.Training;

/// <summary>
/// The tasks that a silo holds, each once. One that is over and not yet let go does not stand for one that is ordered since: its report may
/// have been read already, by a round that then found the update lost, or by an activation that is gone, and nobody would report again. A
/// round that it has not reported to is told without its being done again.
/// </summary>
internal sealed class TaskRegister
{
    private readonly ConcurrentDictionary<TaskKey, HeldTask> _held = new();

    /// <summary>The number of tasks that are held.</summary>
    public int Count => _held.Count;

    /// <summary>The tasks that are held.</summary>
    public ICollection<HeldTask> All => _held.Values;

    /// <summary>Holds a task, unless one of its key is held and will still report to the round that wants it.</summary>
    /// <param name="key">Identifies it.</param>
    /// <param name="task">The task.</param>
    /// <returns>Whether it is held now.</returns>
    public bool TryHold(TaskKey key, HeldTask task)
    {
        while (!_held.TryAdd(key, task))
        {
            if (_held.TryGetValue(key, out var earlier) && earlier.TryReportTo(task.ReportTo))
            {
                return false;
            }

            if (earlier is not null && _held.TryUpdate(key, task, earlier))
            {
                return true;
            }
        }

        return true;
    }

    /// <summary>Finds a task.</summary>
    /// <param name="key">Identifies it.</param>
    /// <returns>The task; null where none of this key is held.</returns>
    public HeldTask? Find(TaskKey key) => _held.GetValueOrDefault(key);

    /// <summary>Lets a task go; one that took its place stays.</summary>
    /// <param name="key">Identifies it.</param>
    /// <param name="task">The task.</param>
    public void Release(TaskKey key, HeldTask task) => _held.TryRemove(new(key, task));
}

using OrleansFederation.Data;

namespace OrleansFederation.Plugins;

/// <summary>
/// Brings examples: a format, a database or a generator that the platform does not know. It runs at the site, in the process of one task
/// and for that task alone. What it throws fails the task; the message stays in the site's log, where others may not see it.
/// </summary>
public interface IDataSetPlugin
{
    /// <summary>
    /// Opens one part of the data. The same request must give the same examples in the same order each time, also in another process: rounds are
    /// taken up again and replayed. What is random follows from <see cref="DataSetRequest.Seed"/> alone.
    /// </summary>
    /// <param name="part">Training, validation or test; <see cref="DataPart.Central"/> is never asked for, the test part stands for it.</param>
    /// <param name="request">Whose data, and what the spec says of it.</param>
    /// <param name="cancellationToken">Cancels the reading; the process is killed soon afterwards where it is not heeded.</param>
    /// <returns>
    /// The examples; null where the data has no such part. The set is read by several threads at once; inputs are float32 in the declared
    /// shape, finite; where the spec declares columns, they are one row a number or category in their order, a category as its index, and NaN
    /// where a value is missing; a target is a class index from 0, or the real target of a regression. Its summary, where it has one, is
    /// told to the coordinator: reasons for which records were dropped are named there, and never with a value.
    /// </returns>
    IDataSet? Open(DataPart part, DataSetRequest request, CancellationToken cancellationToken);
}

using OrleansFederation.Defence;
using OrleansFederation.Training;

namespace OrleansFederation.Databases;

// The rows of statements that take a whole set as one JSON parameter: one statement whatever the size of the set.

/// <summary>A name.</summary>
internal sealed record NameRow(string Name);

/// <summary>A client of a cohort.</summary>
internal sealed record ParticipantRow(string Client, int Ordinal, string Site, int Attempt, int State, long? Steps, int? Begun, long? Examples, TaskReport? Report);

/// <summary>A receipt or a failure.</summary>
internal sealed record ReportRow(string Client, int Attempt, int Begun, int State, long Examples, TaskReport Report);

/// <summary>What the anomaly scores say of a client's update.</summary>
internal sealed record ScoredRow(string Client, int Attempt, bool Excluded, bool Flagged, IReadOnlyList<UpdateScore> Scores);

/// <summary>In which cluster a client's update was counted.</summary>
internal sealed record ClusteredRow(string Client, int Cluster);

/// <summary>A client to enrol.</summary>
internal sealed record EnrolmentRow(string Id, string Site, IReadOnlyList<string>? Tags);

/// <summary>A parent of a version.</summary>
internal sealed record ParentRow(int Parent);

/// <summary>An artifact that an owner needs.</summary>
internal sealed record ArtifactRow(string Digest, long Length);

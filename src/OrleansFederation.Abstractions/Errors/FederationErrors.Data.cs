namespace OrleansFederation.Errors;

/// <summary>What can be wrong with people's own files.</summary>
public static partial class FederationErrors
{
    /// <summary>The columns of a file are not the declared ones.</summary>
    public static readonly FederationError ColumnsDiffer = new("FED1025", "Columns differ from the declared ones",
        "The columns that a site's file has are not those that the spec declares, so that the site would train on something else than the others.",
        "Correct the file or the declaration; declare a column that no model is to see as ignore. `fed data describe FILE --spec SPEC` compares both at the site.", ExitCodes.Usage, 400);

    /// <summary>A value of a file is not of its column's kind.</summary>
    public static readonly FederationError ValueMalformed = new("FED1026", "A value does not fit its column",
        "A value is not a number, not one of the declared categories or classes, outside the declared range, or infinite.",
        "Correct the value; or, where it stands for a missing one, name it under missing.", ExitCodes.Usage, 400);

    /// <summary>A record has too few or too many fields.</summary>
    public static readonly FederationError RaggedRecord = new("FED1027", "A record has another number of fields",
        "Every record of a CSV file must have as many fields as it has columns. Often a delimiter or a quote inside a value is not quoted.",
        "Correct the record, put values that contain the delimiter between quotes, or name the delimiter that the file has.", ExitCodes.Usage, 400);

    /// <summary>A file is not of the declared encoding.</summary>
    public static readonly FederationError EncodingMismatch = new("FED1028", "The file has another encoding",
        "The bytes of the file are not text of the declared encoding.",
        "Declare encoding: latin1, or convert the file to UTF-8.", ExitCodes.Usage, 400);

    /// <summary>A part of a split has no examples.</summary>
    public static readonly FederationError EmptySplit = new("FED1029", "A part has no examples",
        "The part that training, validation or test needs has no examples at this client.",
        "Give the part a larger share in data.split, or more data; a part with the share 0 cannot be asked for.", ExitCodes.Usage, 400);

    /// <summary>The same group is in two parts.</summary>
    public static readonly FederationError GroupInTwoParts = new("FED1032", "A group is in two parts",
        "The files of the parts share a group, such as a patient, so that the model would be tested on what it has seen.",
        "Move each group into one file, or let the platform divide one file with split.group.", ExitCodes.Usage, 400);

    /// <summary>An image cannot be used.</summary>
    public static readonly FederationError ImageMismatch = new("FED1033", "An image does not fit",
        "An image is corrupt or of another size than declared, or lies in a folder that is no declared class.",
        "Remove or correct the image, declare the folder's class, or allow other sizes with image.resize: true.", ExitCodes.Usage, 400);

    /// <summary>Missing values reach a model.</summary>
    public static readonly FederationError MissingValues = new("FED1034", "Values are missing",
        "Inputs are missing and nothing fills them, so that training would only give NaN.",
        "Have preprocessing fill missing values, or declare the named columns as ignore.", ExitCodes.Usage, 400);

    /// <summary>The cache of columns cannot be written.</summary>
    public static readonly FederationError CacheUnusable = new("FED2018", "The cache of data cannot be used",
        "Tables are kept in binary form in a folder for the user alone. The folder cannot be made or written, or others may write there.",
        "Name a folder on a disk with room for about the size of the data in FED_CACHE.", ExitCodes.Unreachable, 503);
}

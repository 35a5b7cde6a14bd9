namespace Fixia.Local.WebPubSub.Protocol;

/// <summary>The <c>dataType</c> of a message.</summary>
internal enum DataType
{
    Json,
    Text,
    Binary,
}

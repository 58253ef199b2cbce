"""What the evidence says, as typed data with sources, certainty and a reviewer."""

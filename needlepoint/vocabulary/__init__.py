"""Words that every room shares: dates, anatomy, the patient's facts, decisions and errors."""
